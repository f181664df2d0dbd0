// What a page does beyond links and forms. Everything works without this file; it only spares waiting.
import "./swap.js";
import "./palette.js";
import "./keys.js";
import "./forms.js";
import "./edit.js";
import "./compose.js";
import "./message.js";
import "./list.js";
import "./clock.js";
import "./live.js";
import "./offline.js";
