// The colour scheme changes in place; the cookie is what the server reads on the next page.
const A_YEAR = 365 * 24 * 3600;

export function chooseScheme() {
  for (const form of document.querySelectorAll("[data-scheme-form]")) {
    form.addEventListener("submit", (event) => {
      const chosen = event.submitter && event.submitter.value;
      if (!chosen) return;
      event.preventDefault();
      const fixed = chosen === "light" || chosen === "dark";
      if (fixed) document.documentElement.dataset.scheme = chosen;
      else delete document.documentElement.dataset.scheme;
      const secure = location.protocol === "https:" ? ";secure" : "";
      document.cookie = `scheme=${fixed ? chosen : ""};path=/;max-age=${fixed ? A_YEAR : 0};samesite=lax${secure}`;
      for (const button of form.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.value === chosen));
      }
    });
  }
}
