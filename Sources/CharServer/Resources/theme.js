// Shows the theme that was chosen before anything is painted: page.js is a module, which runs later.

try {
  const theme = JSON.parse(localStorage.getItem("charlm.theme"));
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Nothing can be stored here, or what is stored is no theme.
}
