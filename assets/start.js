// After the design system's own script, in the same module: gives life to the components that the page has.
initAll();
