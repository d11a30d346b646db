// SPDX-License-Identifier: Apache-2.0
import { mount } from "svelte";
import "./style/tokens.css";
import "./style/page.css";
import App from "./App.svelte";
import { view } from "./lib/view.svelte.js";
import { session } from "./lib/session.svelte.js";

view.follow();
session.open().catch(() => undefined); // while the first view is fetched; it asks again, and says what went wrong
mount(App, { target: document.getElementById("page")! });
