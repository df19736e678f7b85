// Where the page starts: styles, then the shell, then the first picture.
import { render } from "preact";
import "./style/tokens.css";
import "./style/base.css";
import "./style/header.css";
import "./style/claims.css";
import "./style/boards.css";
import "./style/delivery.css";
import "./style/forms.css";
import "./style/map.css";
import "./style/conflict.css";
import "./style/narrow.css";
import { App } from "./app";
import { applyTheme } from "./header/theme";
import { begin } from "./picture/state";

applyTheme();
const place = document.getElementById("page");
if (place) render(<App />, place);
void begin();
