// What is said of a mark on the map? The record's fields as a definition list, in the language of the page.

/** The content of the popup of a record. */
export async function popupOf(id, settings) {
  const box = document.createElement("div");
  box.className = "popup";
  try {
    const response = await fetch(settings.records + encodeURIComponent(id), { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    fill(box, await response.json(), id, settings);
  } catch {
    box.textContent = settings.words.failed;
  }
  return box;
}

function fill(box, record, id, settings) {
  const title = document.createElement("h3");
  title.textContent = record[settings.name] ?? settings.words.record;
  // The link comes before the list: it is what gets the focus, and the list is then read from its top.
  box.append(title, more(id, settings));
  const list = document.createElement("dl");
  for (const field of settings.fields) {
    const value = record[field.name];
    if (field.name === settings.name || value === null || value === undefined || value === "") continue;
    if (typeof value === "string" && /^https?:/.test(value)) continue;
    if (list.children.length >= 16) break;
    const term = document.createElement("dt");
    term.textContent = field.label;
    const words = document.createElement("dd");
    words.textContent = said(value, field, settings);
    list.append(term, words);
  }
  box.append(list);
}

function said(value, field, { lang: code, words }) {
  // Days before months, as the pages write them.
  const lang = code === "en" ? "en-GB" : code;
  if (Array.isArray(value)) return value.join(", ");
  if (field.type === "boolean") return value ? words.yes : words.no;
  const unit = field.unit ? ` ${field.unit}` : "";
  if (field.type === "double" || (field.type === "int" && field.unit)) {
    return new Intl.NumberFormat(lang, { maximumFractionDigits: 12 }).format(value) + unit;
  }
  if (field.type === "datetime") {
    return new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(new Date(value)) + " UTC";
  }
  if (field.type === "date" && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    return new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(value));
  }
  if (typeof value === "object") return value.filename ?? JSON.stringify(value);
  return String(value) + unit;
}

function more(id, settings) {
  const line = document.createElement("p");
  line.className = "more";
  const link = document.createElement("a");
  link.href = `${settings.page}${encodeURIComponent(id)}/`;
  link.textContent = settings.words.more;
  line.append(link);
  return line;
}
