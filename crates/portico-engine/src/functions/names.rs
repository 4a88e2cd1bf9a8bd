//! What are months and days called? A small table by language, English elsewhere.

/// The names of one language: months, short months, days from Monday, short days, each list separated by blanks.
struct Names {
    lang: &'static str,
    months: &'static str,
    short_months: &'static str,
    days: &'static str,
    short_days: &'static str,
}

/// The month's name, counted from 0.
pub(crate) fn month_name(lang: &str, month: u32, short: bool) -> &'static str {
    let names = names(lang);
    nth(if short { names.short_months } else { names.months }, month)
}

/// The day's name, counted from 0, Monday.
pub(crate) fn day_name(lang: &str, day: u32, short: bool) -> &'static str {
    let names = names(lang);
    nth(if short { names.short_days } else { names.days }, day)
}

fn nth(list: &'static str, index: u32) -> &'static str {
    list.split(' ').nth(index as usize).unwrap_or_default()
}

fn names(lang: &str) -> &'static Names {
    let base = lang.split(['-', '_']).next().unwrap_or(lang);
    NAMES
        .iter()
        .find(|names| names.lang.eq_ignore_ascii_case(base))
        .unwrap_or(&NAMES[0])
}

static NAMES: [Names; 11] = [
    Names {
        lang: "en",
        months: "January February March April May June July August September October November December",
        short_months: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        days: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        short_days: "Mon Tue Wed Thu Fri Sat Sun",
    },
    Names {
        lang: "fr",
        months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        short_months: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        days: "lundi mardi mercredi jeudi vendredi samedi dimanche",
        short_days: "lun. mar. mer. jeu. ven. sam. dim.",
    },
    Names {
        lang: "es",
        months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        short_months: "ene feb mar abr may jun jul ago sept oct nov dic",
        days: "lunes martes miércoles jueves viernes sábado domingo",
        short_days: "lun mar mié jue vie sáb dom",
    },
    Names {
        lang: "de",
        months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        short_months: "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        days: "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        short_days: "Mo. Di. Mi. Do. Fr. Sa. So.",
    },
    Names {
        lang: "it",
        months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        short_months: "gen feb mar apr mag giu lug ago set ott nov dic",
        days: "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        short_days: "lun mar mer gio ven sab dom",
    },
    Names {
        lang: "nl",
        months: "januari februari maart april mei juni juli augustus september oktober november december",
        short_months: "jan feb mrt apr mei jun jul aug sep okt nov dec",
        days: "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        short_days: "ma di wo do vr za zo",
    },
    Names {
        lang: "pt",
        months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        short_months: "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        days: "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        short_days: "seg. ter. qua. qui. sex. sáb. dom.",
    },
    Names {
        lang: "ca",
        months: "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
        short_months: "gen. febr. març abr. maig juny jul. ag. set. oct. nov. des.",
        days: "dilluns dimarts dimecres dijous divendres dissabte diumenge",
        short_days: "dl. dt. dc. dj. dv. ds. dg.",
    },
    Names {
        lang: "ar",
        months: "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        short_months: "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        days: "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
        short_days: "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    },
    Names {
        lang: "eu",
        months: "urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa abendua",
        short_months: "urt. ots. mar. api. mai. eka. uzt. abu. ira. urr. aza. abe.",
        days: "astelehena asteartea asteazkena osteguna ostirala larunbata igandea",
        short_days: "al. ar. az. og. or. lr. ig.",
    },
    Names {
        lang: "sv",
        months: "januari februari mars april maj juni juli augusti september oktober november december",
        short_months: "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
        days: "måndag tisdag onsdag torsdag fredag lördag söndag",
        short_days: "mån tis ons tors fre lör sön",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_all_its_names() {
        for names in &NAMES {
            let counts = [names.months, names.short_months, names.days, names.short_days]
                .map(|list| list.split(' ').count());
            assert_eq!(counts, [12, 12, 7, 7], "{}", names.lang);
        }
    }
}
