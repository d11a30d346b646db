// SPDX-License-Identifier: Apache-2.0
import { mount } from "svelte";
import "../style/tokens.css";
import "../style/page.css";
import "./reference.css";
import Reference from "./Reference.svelte";
import { view } from "../lib/view.svelte.js";

view.follow();
mount(Reference, { target: document.getElementById("page")! });
