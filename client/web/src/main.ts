import { mount } from "svelte";
import "./style/tokens.css";
import "./style/page.css";
import App from "./App.svelte";
import { view } from "./lib/view.svelte.js";
import { session } from "./lib/session.svelte.js";

view.follow();
session.watch();
mount(App, { target: document.getElementById("page")! });
