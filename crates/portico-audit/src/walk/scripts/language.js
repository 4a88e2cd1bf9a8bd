// Which form switches the language? Sends it with another language.
(() => {
  const form = [...document.forms].find((form) => new URL(form.getAttribute("action") ?? "", location).pathname.startsWith("/i18n/setlang"));
  if (!form) return "none";
  if (new URL(form.getAttribute("action"), location).origin !== location.origin) return "elsewhere";
  const now = document.documentElement.lang;
  const button = [...form.querySelectorAll("button[name=language]")].find((button) => button.value !== now);
  if (button) { form.requestSubmit(button); return "ok"; }
  const select = form.querySelector("select[name=language]");
  const other = select && [...select.options].find((option) => option.value !== now);
  if (!other) return "none";
  select.value = other.value;
  form.requestSubmit();
  return "ok";
})()
