// Elements, tabs, and Markdown. Text of the document becomes text nodes only.
"use strict";

// ---- Elements

/** An element: attributes, listeners (`onclick`), properties (`.value`), and children; null and false are left out. */
function h(name, attributes, ...children) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes || {})) {
		if (value === null || value === undefined || value === false) continue;
		if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
		else if (key.startsWith(".")) element[key.slice(1)] = value;
		else element.setAttribute(key, value === true ? "" : value);
	}
	add(element, children);
	return element;
}

function add(element, children) {
	for (const child of children.flat(9)) {
		if (child !== null && child !== undefined && child !== false) element.append(child);
	}
}

/** A part that is filled when it is first opened. */
function expandable(summary, fill, open) {
	const body = h("div", { class: "inside" });
	const element = h("details", { open }, h("summary", null, summary), body);
	let filled = false;
	const show = () => {
		if (!filled && element.open) {
			filled = true;
			add(body, [fill()]);
		}
	};
	element.addEventListener("toggle", show);
	show();
	return element;
}

let nextId = 0;
const newId = () => `id${++nextId}`;
const code = (text) => h("code", null, String(text));
const badge = (text, kind) => h("span", { class: `badge ${kind || ""}` }, text);
const list = (value) => (Array.isArray(value) ? value : []);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const members = (value) => (isObject(value) ? Object.entries(value) : []);

function copyable(text, label) {
	const pre = h("pre", { tabindex: 0, "aria-label": label || "Example" }, h("code", null, text));
	const copy = async () => {
		await navigator.clipboard.writeText(pre.textContent);
		button.textContent = "Copied";
		setTimeout(() => (button.textContent = "Copy"), 1500);
	};
	const button = h("button", { type: "button", class: "copy", onclick: copy }, "Copy");
	return h("div", { class: "code" }, pre, navigator.clipboard && button);
}

/** Tabs, each a label and a function that makes its panel. */
function tabs(label, items) {
	const panel = h("div", { role: "tabpanel", id: newId(), tabindex: 0 });
	const buttons = items.map(([text], index) =>
		h(
			"button",
			{ type: "button", role: "tab", id: newId(), "aria-controls": panel.id, onclick: () => choose(index) },
			text,
		),
	);
	const choose = (index) => {
		buttons.forEach((button, at) => {
			button.setAttribute("aria-selected", at === index);
			button.tabIndex = at === index ? 0 : -1;
		});
		panel.setAttribute("aria-labelledby", buttons[index].id);
		panel.replaceChildren(items[index][1]());
	};
	const move = (event) => {
		const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		if (!step) return;
		const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
		choose(next);
		buttons[next].focus();
	};
	choose(0);
	return h(
		"div",
		{ class: "tabs" },
		h("div", { role: "tablist", "aria-label": label, onkeydown: move }, buttons),
		panel,
	);
}

// ---- Markdown

/** Markdown as elements. Tags of HTML that descriptions often have are read as Markdown; all others are text. */
function markdown(text) {
	if (typeof text !== "string" || !text.trim()) return null;
	const lines = fromHtml(text).replace(/\r\n?/g, "\n").split("\n");
	return h("div", { class: "markdown" }, blocks(lines));
}

function fromHtml(text) {
	if (!/<\/?[a-z]/i.test(text)) return text;
	// Code stays as it is.
	return text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`|<\/?([a-z][a-z0-9]*)\b([^<>]*)>/gi, (all, name, rest) => {
		if (!name) return all;
		const end = all[1] === "/";
		switch (name.toLowerCase()) {
			case "br":
				return "  \n";
			case "p":
			case "div":
			case "ul":
			case "ol":
				return "\n\n";
			case "li":
				return end ? "" : "\n- ";
			case "b":
			case "strong":
				return "**";
			case "i":
			case "em":
				return "*";
			case "code":
			case "tt":
				return "`";
			case "h1":
			case "h2":
			case "h3":
			case "h4":
				return end ? "\n\n" : "\n\n### ";
			case "a": {
				const href = /href\s*=\s*["']([^"']*)["']/i.exec(rest);
				return end ? "\u0001" : `\u0002${href ? href[1] : ""}\u0003`;
			}
			default:
				return all;
		}
	});
}

function blocks(lines) {
	const out = [];
	let at = 0;
	const line = () => lines[at] ?? "";
	const isItem = (text) => /^\s{0,8}([-*+]|\d+[.)])\s+/.exec(text);
	const starts = (text) => /^\s{0,3}(#{1,6}\s|>|```|~~~)/.test(text) || isItem(text);
	while (at < lines.length) {
		const fence = /^(\s*)(```+|~~~+)/.exec(line());
		const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line());
		if (!line().trim()) {
			at++;
		} else if (fence) {
			const taken = [];
			for (at++; at < lines.length && !line().trim().startsWith(fence[2]); at++)
				taken.push(line().slice(fence[1].length));
			at++;
			out.push(h("pre", { tabindex: 0, "aria-label": "Code" }, code(taken.join("\n"))));
		} else if (heading) {
			out.push(h(`h${Math.min(heading[1].length + 2, 6)}`, null, inline(heading[2])));
			at++;
		} else if (/^\s{0,3}([-*_])(\s*\1){2,}\s*$/.test(line())) {
			out.push(h("hr"));
			at++;
		} else if (/^\s{0,3}>/.test(line())) {
			const taken = [];
			for (; /^\s{0,3}>/.test(line()); at++) taken.push(line().replace(/^\s{0,3}> ?/, ""));
			out.push(h("blockquote", null, blocks(taken)));
		} else if (isItem(line())) {
			out.push(items());
		} else if (line().includes("|") && /^[\s|:-]*-[\s|:-]*$/.test(lines[at + 1] ?? "") && lines[at + 1].includes("|")) {
			out.push(table());
		} else {
			const taken = [line()];
			for (at++; line().trim() && !starts(line()); at++) taken.push(line());
			out.push(h("p", null, inline(taken.join("\n"))));
		}
	}
	return out;

	function items() {
		const first = isItem(line());
		const indent = /^\s*/.exec(line())[0].length;
		const element = h(/\d/.test(first[1]) ? "ol" : "ul");
		while (at < lines.length) {
			const item = isItem(line());
			if (!item || /^\s*/.exec(line())[0].length !== indent) break;
			const taken = [line().slice(item[0].length)];
			for (at++; at < lines.length; at++) {
				const depth = /^\s*/.exec(line())[0].length;
				const ends = line().trim()
					? depth <= indent && (isItem(line()) || starts(line()))
					: !/^\s+\S/.test(lines[at + 1] ?? "");
				if (ends) break;
				taken.push(depth > indent ? line().slice(Math.min(depth, item[0].length)) : line());
			}
			const content = blocks(taken);
			// A single paragraph needs no element.
			element.append(
				h("li", null, content.length === 1 && content[0].tagName === "P" ? [...content[0].childNodes] : content),
			);
			if (!line().trim() && isItem(lines[at + 1] ?? "")) at++;
		}
		return element;
	}

	function table() {
		const cells = (text) =>
			text
				.trim()
				.replace(/^\||\|$/g, "")
				.split(/(?<!\\)\|/)
				.map((cell) => inline(cell.trim()));
		const head = cells(line());
		const rows = [];
		for (at += 2; line().includes("|"); at++) rows.push(cells(line()));
		return h(
			"div",
			{ class: "scroll", tabindex: 0, role: "region", "aria-label": "Table" },
			h(
				"table",
				null,
				h(
					"thead",
					null,
					h(
						"tr",
						null,
						head.map((cell) => h("th", { scope: "col" }, cell)),
					),
				),
				h(
					"tbody",
					null,
					rows.map((row) =>
						h(
							"tr",
							null,
							row.map((cell) => h("td", null, cell)),
						),
					),
				),
			),
		);
	}
}

const INLINE =
	/(`+)([\s\S]*?[^`])\1(?!`)|!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+["'][^)]*["'])?\s*\)|\u0002([^\u0003]*)\u0003([^\u0001]*)\u0001|<?(https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"*])>?|\*\*([\s\S]+?)\*\*|__([\s\S]+?)__|\*(\S(?:[\s\S]*?\S)?)\*|(?<![\w])_(\S(?:[\s\S]*?\S)?)_(?![\w])|\\([!-/:-@[-`{-~])| {2,}\n/;

function inline(text) {
	const out = [];
	while (text) {
		const found = INLINE.exec(text);
		if (!found) break;
		const [all, ticks, span, label, address, href, anchor, url, bold, bold2, italic, italic2, escaped] = found;
		out.push(text.slice(0, found.index));
		text = text.slice(found.index + all.length);
		if (ticks) out.push(code(span.trim()));
		else if (label !== undefined) out.push(link(address, inline(label)));
		else if (href !== undefined) out.push(link(href, inline(anchor)));
		else if (url) out.push(link(url, [url]));
		else if (bold ?? bold2) out.push(h("strong", null, inline(bold ?? bold2)));
		else if (italic ?? italic2) out.push(h("em", null, inline(italic ?? italic2)));
		else if (escaped) out.push(escaped);
		else out.push(h("br"));
	}
	out.push(text.replace(/[\u0001-\u0003]/g, ""));
	return out;
}

/** A link, if its address is of the web; else its text. Images are links, so that nothing is loaded from other hosts. */
function link(address, label) {
	return /^(https?:|mailto:)/i.test(address) ? h("a", { href: address, rel: "noopener noreferrer" }, label) : label;
}
