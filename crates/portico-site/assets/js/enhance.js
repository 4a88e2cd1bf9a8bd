// What does every page gain from a script? Menus that close, filters folded on small screens, forms that submit themselves.

for (const menu of document.querySelectorAll("details[data-menu]")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

/** A select that changes the list submits its form; the button is for those without scripts. */
export function autosubmit(root) {
  for (const form of root.querySelectorAll("form[data-autosubmit]")) {
    form.querySelector("button")?.setAttribute("hidden", "");
    form.addEventListener("change", () => form.requestSubmit());
  }
}

autosubmit(document);

// On a narrow screen the tabs scroll: the current one is in sight.
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;

// A choice about cookies that was just saved: said aloud once the page is read, and gone from the address.
const saved = document.querySelector("[data-consent-done]");
if (saved) {
  const words = saved.querySelector("[role=status]");
  const text = words.textContent;
  words.textContent = "";
  setTimeout(() => { words.textContent = text; }, 150);
  const address = new URL(location.href);
  address.searchParams.delete("cookies");
  history.replaceState(history.state, "", address);
  saved.querySelector("[data-consent-hide]")?.addEventListener("click", (event) => {
    event.preventDefault();
    saved.remove();
  });
}
