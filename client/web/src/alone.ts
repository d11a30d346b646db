// SPDX-License-Identifier: Apache-2.0
import { mount } from "svelte";
import "./style/tokens.css";
import "./style/page.css";
import Alone from "./Alone.svelte";
import { view } from "./lib/view.svelte.js";

view.follow();
mount(Alone, { target: document.getElementById("page")! });
