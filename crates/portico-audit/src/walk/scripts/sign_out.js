// Which form signs out? Sends it.
(() => {
  const at = (form) => new URL(form.getAttribute("action") ?? "", location);
  const form = [...document.forms].find((form) => at(form).pathname.startsWith("/logout"));
  if (!form) return "none";
  if (at(form).origin !== location.origin) return "elsewhere";
  form.requestSubmit();
  return "ok";
})()
