// A filter bar sends itself when a choice changes; the search field waits for Enter. The focus comes back to where it was.
const KEPT = "filter-focus";

export function watchFilters() {
  for (const form of document.querySelectorAll("[data-filters]")) {
    form.addEventListener("change", (event) => {
      if (!event.target.matches("select, [type=checkbox], [type=radio]")) return;
      try {
        sessionStorage.setItem(KEPT, event.target.id);
      } catch {
        // Without storage the page starts at its head, as without script.
      }
      form.requestSubmit();
    });
    form.addEventListener("submit", () => {
      // Empty fields stay out of the address.
      for (const field of form.elements) if (field.name && field.value === "" && !field.disabled) field.disabled = true;
      setTimeout(() => {
        for (const field of form.elements) field.disabled = false;
      });
    });
  }
  let id = null;
  try {
    id = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
  } catch {
    return;
  }
  const field = id && document.getElementById(id);
  if (field) field.focus({ preventScroll: true });
}
