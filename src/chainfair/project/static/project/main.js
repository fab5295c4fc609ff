// What pages gain with script. Without it everything still works.
import { chooseScheme } from "./scheme.js";
import { listenToKeys } from "./keys.js";
import { watchFilters } from "./filters.js";
import { sendOnce } from "./sending.js";

document.documentElement.classList.add("scripted");
chooseScheme();
listenToKeys();
watchFilters();
sendOnce();
