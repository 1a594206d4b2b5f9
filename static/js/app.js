/* What every page has. Pages with behaviour of their own add their module in the `head` block. */
import "./csrf.js";
import "./theme.js";
import "./toast.js";
import "./confirm.js";
import "./menu.js";
import "./tabs.js";
