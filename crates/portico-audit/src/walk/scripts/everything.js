// Which form allows everything? Sends it, as a visitor would.
(() => {
  const at = (form) => new URL(form.getAttribute("action") ?? "", location);
  const forms = [...document.querySelectorAll("main form")].filter((form) => at(form).pathname.startsWith("/cookies/preferences"));
  const form = forms.find((form) => form.querySelector("button[value=save]")) ?? forms[0];
  if (!form) return "none";
  if (at(form).origin !== location.origin) return "elsewhere";
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = true;
  for (const yes of form.querySelectorAll("input[type=radio][value='1'], input[type=radio][value=allow], input[type=radio][value=yes]")) yes.checked = true;
  form.requestSubmit(form.querySelector("button[value=save]") ?? form.querySelector("button[type=submit], button:not([type])"));
  return "ok";
})()
