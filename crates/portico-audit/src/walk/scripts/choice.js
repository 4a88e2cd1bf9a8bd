// Which choice does the page of preferences offer? Makes it, as a visitor would.
(() => {
  const at = (form) => new URL(form.getAttribute("action") ?? "", location);
  const forms = [...document.querySelectorAll("main form")].filter((form) => at(form).pathname.startsWith("/cookies/preferences"));
  const form = forms.find((form) => form.querySelector("button[value=save]")) ?? forms[0];
  if (!form) return "none";
  if (at(form).origin !== location.origin) return "elsewhere";
  form.requestSubmit(form.querySelector("button[value=save]") ?? form.querySelector("button[type=submit], button:not([type])"));
  return "ok";
})()
