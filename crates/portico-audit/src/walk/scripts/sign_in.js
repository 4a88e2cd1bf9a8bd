// Which form signs in? Fills it and sends it.
({ email, password, keep }) => {
  const form = [...document.forms].find((form) => form.querySelector("input[type=password]"));
  if (!form) return "none";
  if (new URL(form.getAttribute("action") ?? "", location).origin !== location.origin) return "elsewhere";
  const name = form.querySelector("input[type=email], input[name=email], input[name=username], input[autocomplete=username]");
  if (!name) return "none";
  name.value = email;
  form.querySelector("input[type=password]").value = password;
  const box = form.querySelector("input[type=checkbox][name=keep], input[type=checkbox]");
  if (box) box.checked = keep;
  form.requestSubmit();
  return "ok";
}
