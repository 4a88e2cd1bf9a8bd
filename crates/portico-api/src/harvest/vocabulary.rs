//! Which address of a controlled vocabulary is meant by a publisher's words? Those of the Publications Office of the EU, for DCAT-AP.

/// Where the EU's vocabularies are.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";

/// The themes of DCAT-AP, and beginnings of words that mean them in the languages that publishers write.
const THEMES: [(&str, &[&str]); 13] = [
    (
        "AGRI",
        &[
            "agri", "fish", "pêche", "forest", "forêt", "food", "aliment", "landwirt",
        ],
    ),
    (
        "ECON",
        &[
            "econom",
            "économ",
            "financ",
            "busin",
            "entrepri",
            "employ",
            "emploi",
            "wirtschaft",
            "budget",
            "tax",
        ],
    ),
    (
        "EDUC",
        &[
            "educ", "éduc", "cultur", "sport", "school", "école", "train", "teach", "enseign", "herit",
            "patrimo", "leisure", "loisir", "bildung",
        ],
    ),
    ("ENER", &["energ", "énerg", "electric", "électr"]),
    (
        "ENVI",
        &[
            "environ", "umwelt", "natur", "climat", "wildlife", "biodiv", "water", "eau", "air", "weather",
            "météo", "ambient", "medio",
        ],
    ),
    (
        "GOVE",
        &[
            "govern",
            "gouvern",
            "admin",
            "public",
            "citizen",
            "citoyen",
            "election",
            "élection",
            "politi",
        ],
    ),
    (
        "HEAL",
        &["health", "santé", "gesund", "salud", "medic", "hospital", "hôpit"],
    ),
    ("INTR", &["internat"]),
    (
        "JUST",
        &[
            "justice",
            "justiz",
            "justicia",
            "safety",
            "sécurité",
            "crime",
            "crimin",
            "legal",
            "juridi",
            "police",
            "recht",
        ],
    ),
    (
        "REGI",
        &[
            "region",
            "région",
            "city",
            "cities",
            "ville",
            "urban",
            "urban",
            "territ",
            "geograph",
            "géograph",
            "housing",
            "logement",
            "planning",
            "aménag",
            "town",
            "stadt",
        ],
    ),
    (
        "SOCI",
        &["popul", "soci", "demograph", "démograph", "famil", "bevölk"],
    ),
    (
        "TECH",
        &[
            "scien",
            "tech",
            "research",
            "recherche",
            "innov",
            "digital",
            "numéri",
            "forschung",
        ],
    ),
    (
        "TRAN",
        &[
            "transp", "mobil", "traffic", "trafic", "road", "route", "verkehr", "aviation", "parking",
            "bicycl", "vélo",
        ],
    ),
];

/// Languages: ISO 639-1 and the EU's code.
const LANGUAGES: [(&str, &str); 33] = [
    ("ar", "ARA"),
    ("bg", "BUL"),
    ("ca", "CAT"),
    ("cs", "CES"),
    ("da", "DAN"),
    ("de", "DEU"),
    ("el", "ELL"),
    ("en", "ENG"),
    ("es", "SPA"),
    ("et", "EST"),
    ("eu", "EUS"),
    ("fi", "FIN"),
    ("fr", "FRA"),
    ("ga", "GLE"),
    ("hr", "HRV"),
    ("hu", "HUN"),
    ("is", "ISL"),
    ("it", "ITA"),
    ("ja", "JPN"),
    ("lt", "LIT"),
    ("lv", "LAV"),
    ("mt", "MLT"),
    ("nb", "NOB"),
    ("nl", "NLD"),
    ("no", "NOR"),
    ("pl", "POL"),
    ("pt", "POR"),
    ("ro", "RON"),
    ("ru", "RUS"),
    ("sk", "SLK"),
    ("sl", "SLV"),
    ("sv", "SWE"),
    ("zh", "ZHO"),
];

/// How often: beginnings of words, the EU's code, and the interval as ISO 8601 says it.
const FREQUENCIES: [(&[&str], &str, &str); 11] = [
    (&["real", "temps réel", "contin", "echtzeit"], "CONT", "R/PT1S"),
    (&["hour", "heure", "horaire", "stünd"], "HOURLY", "R/PT1H"),
    (&["dai", "quotid", "jour", "diari", "tägl"], "DAILY", "R/P1D"),
    (&["biweek", "fortnight", "bimens"], "BIWEEKLY", "R/P2W"),
    (
        &["week", "hebdo", "semana", "semain", "wöchent"],
        "WEEKLY",
        "R/P1W",
    ),
    (&["month", "mensu", "mois", "monat"], "MONTHLY", "R/P1M"),
    (&["quarter", "trimest", "viertel"], "QUARTERLY", "R/P3M"),
    (&["half", "semest", "biannu", "semi"], "ANNUAL_2", "R/P6M"),
    (&["annu", "year", "anual", "jähr"], "ANNUAL", "R/P1Y"),
    (&["biennial", "bisannu"], "BIENNIAL", "R/P2Y"),
    (&["irreg", "as needed", "ponctu", "when"], "IRREG", "irregular"),
];

/// Formats of files whose code in the EU's list of file types is sure.
const FILE_TYPES: [(&str, &str); 12] = [
    ("csv", "CSV"),
    ("geojson", "GEOJSON"),
    ("json", "JSON"),
    ("jsonld", "JSON_LD"),
    ("kml", "KML"),
    ("n3", "RDF_N_TRIPLES"),
    ("ods", "ODS"),
    ("rdfxml", "RDF_XML"),
    ("shp", "SHP"),
    ("turtle", "RDF_TURTLE"),
    ("xls", "XLS"),
    ("xlsx", "XLSX"),
];

/// Well-known licences: beginnings of names, in which only letters and digits count, and where their text is. Longer ones first.
const LICENCES: [(&str, &str); 13] = [
    ("ccbysa40", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ("ccbysa", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ("ccbync", "https://creativecommons.org/licenses/by-nc/4.0/"),
    ("ccby30", "https://creativecommons.org/licenses/by/3.0/"),
    ("ccby", "https://creativecommons.org/licenses/by/4.0/"),
    ("cc0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    (
        "creativecommonszero",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    ("odbl", "https://opendatacommons.org/licenses/odbl/1-0/"),
    (
        "opendatabaselicense",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    ("odcby", "https://opendatacommons.org/licenses/by/1-0/"),
    ("pddl", "https://opendatacommons.org/licenses/pddl/1-0/"),
    (
        "licenceouverte",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    (
        "opengovernmentlicence",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
];

/// The EU's themes that a publisher's theme means, each once.
pub(super) fn themes(words: &str) -> Vec<String> {
    let words = words.to_lowercase();
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
    let means = |stems: &[&str]| {
        words
            .iter()
            .any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    };
    THEMES
        .iter()
        .filter(|(_, stems)| means(stems))
        .map(|(code, _)| format!("{AUTHORITY}/data-theme/{code}"))
        .collect()
}

/// The EU's address of a language given in ISO 639-1.
pub(super) fn language(tag: &str) -> Option<String> {
    let short = tag.split(['-', '_']).next().unwrap_or_default();
    let (_, code) = LANGUAGES.iter().find(|(known, _)| *known == short)?;
    Some(format!("{AUTHORITY}/language/{code}"))
}

/// The EU's address of a frequency given in words.
pub(super) fn frequency(words: &str) -> Option<String> {
    let (_, code, _) = found_frequency(words)?;
    Some(format!("{AUTHORITY}/frequency/{code}"))
}

/// A frequency given in words, or as the EU's address, as ISO 8601 says it.
pub(super) fn interval(words: &str) -> Option<&'static str> {
    let of_code = |code: &str| FREQUENCIES.iter().find(|(_, known, _)| *known == code);
    let code = words.rsplit_once("/frequency/").map(|(_, code)| code);
    let found = match code {
        Some(code) => of_code(code),
        None => found_frequency(words),
    };
    found.map(|(_, _, interval)| *interval)
}

fn found_frequency(words: &str) -> Option<&'static (&'static [&'static str], &'static str, &'static str)> {
    let words = words.trim().to_lowercase();
    let begins = |stems: &[&str]| stems.iter().any(|stem| words.starts_with(stem));
    FREQUENCIES.iter().find(|(stems, _, _)| begins(stems))
}

/// The EU's address of a format of files.
pub(super) fn file_type(format: &str) -> Option<String> {
    let (_, code) = FILE_TYPES.iter().find(|(known, _)| *known == format)?;
    Some(format!("{AUTHORITY}/file-type/{code}"))
}

/// Where the text of a well-known licence is.
pub(super) fn licence(name: &str) -> Option<&'static str> {
    let name: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let found = LICENCES.iter().find(|(known, _)| name.starts_with(known));
    found.map(|(_, address)| *address)
}

/// Who may have it: open to everybody, or not.
pub(super) fn access_right(is_public: bool) -> String {
    let code = if is_public { "PUBLIC" } else { "RESTRICTED" };
    format!("{AUTHORITY}/access-right/{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_their_address() {
        let theme = |words: &str| -> Vec<String> {
            let last = |address: String| address.rsplit('/').next().unwrap().to_owned();
            themes(words).into_iter().map(last).collect()
        };
        assert_eq!(theme("Transports, Mobility"), ["TRAN"]);
        assert_eq!(theme("Économie"), ["ECON"]);
        assert_eq!(theme("Environment & Health"), ["ENVI", "HEAL"]);
        assert!(theme("Miscellaneous").is_empty());
        assert!(language("fr-CA").unwrap().ends_with("/FRA"));
        assert_eq!(language("tlh"), None);
        assert!(frequency("Annually").unwrap().ends_with("/ANNUAL"));
        assert_eq!(frequency("sometimes"), None);
        assert_eq!(
            interval("http://publications.europa.eu/resource/authority/frequency/DAILY"),
            Some("R/P1D")
        );
        assert_eq!(
            licence("CC BY 4.0"),
            Some("https://creativecommons.org/licenses/by/4.0/")
        );
        assert_eq!(
            licence("CC-BY-SA"),
            Some("https://creativecommons.org/licenses/by-sa/4.0/")
        );
        assert_eq!(licence("Our own"), None);
    }
}
