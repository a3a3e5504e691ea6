// Says on the body what the browser can do, before anything is drawn; style sheet and components look for these names.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("nhsuk-frontend-supported");
