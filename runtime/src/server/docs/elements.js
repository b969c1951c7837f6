// Elements, tabs, and Markdown. Text of the document becomes text nodes only.
"use strict"

// ---- Elements

/**
 * An element, as in `h("p.note", { attribute, onevent, ".property" }, children)`. Attributes are optional; children that are
 * null, undefined or false are left out.
 */
function h(kind, ...children) {
	const [name, ...classes] = kind.split(".")
	const element = document.createElement(name)
	if (classes.length) element.className = classes.join(" ")
	const isAttributes = isObject(children[0]) && !(children[0] instanceof Node)
	for (const [key, value] of isAttributes ? Object.entries(children.shift()) : []) {
		if (value === null || value === undefined || value === false) continue
		if (key.startsWith("on")) element.addEventListener(key.slice(2), value)
		else if (key.startsWith(".")) element[key.slice(1)] = value
		else element.setAttribute(key, value === true ? "" : value)
	}
	add(element, children)
	return element
}

function add(element, children) {
	for (const child of children.flat(9)) {
		if (child !== null && child !== undefined && child !== false) element.append(child)
	}
}

/** A part that is filled when it is first opened. */
function expandable(summary, fill, open) {
	const body = h("div.inside")
	const element = h("details", {open}, h("summary", summary), body)
	let filled = false
	const show = () => {
		if (!filled && element.open) {
			filled = true
			add(body, [fill()])
		}
	}
	element.addEventListener("toggle", show)
	show()
	return element
}

let nextId = 0
const newId = () => `id${++nextId}`
const code = text => h("code", String(text))
const badge = (text, kind) => h("span", {class: `badge ${kind || ""}`}, text)
const list = value => (Array.isArray(value) ? value : [])
const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value)
const members = value => (isObject(value) ? Object.entries(value) : [])

function copyable(text, label) {
	const pre = h("pre", {tabindex: 0, "aria-label": label ?? "Example"}, text)
	const onclick = async () => {
		await navigator.clipboard.writeText(text)
		button.textContent = "Copied"
	}
	const button = h("button.copy", {type: "button", onclick}, "Copy")
	// Pages of other origins than HTTPS and localhost have no clipboard.
	return h("div.code", pre, navigator.clipboard && button)
}

/** Parts of which one is shown: pairs of a label and a function that makes it. */
function tabs(label, parts) {
	if (!parts.length) return null
	const panel = h("div")
	const choose = chosen => {
		buttons.forEach((button, index) => (button.ariaPressed = index === chosen))
		panel.replaceChildren()
		add(panel, [parts[chosen][1]()])
	}
	const button = ([text], index) => h("button", {type: "button", onclick: () => choose(index)}, text)
	const buttons = parts.map(button)
	choose(0)
	return h("div", h("div.tabs", {role: "group", "aria-label": label}, buttons), panel)
}

// ---- Markdown

/** Markdown as elements. Tags of HTML that descriptions often have are read as Markdown; all others are text. */
function markdown(text) {
	if (typeof text !== "string" || !text.trim()) return null
	const lines = fromHtml(text).replace(/\r\n?/g, "\n").split("\n")
	return h("div.markdown", blocks(lines))
}

// What stands for a tag of HTML in Markdown, and for its end tag.
const TAGS = {br: ["  \n", ""], li: ["\n- ", ""]}
for (const tag of ["p", "div", "ul", "ol"]) TAGS[tag] = ["\n\n", "\n\n"]
for (const tag of ["h1", "h2", "h3", "h4"]) TAGS[tag] = ["\n\n### ", "\n\n"]
for (const tag of ["b", "strong"]) TAGS[tag] = ["**", "**"]
for (const tag of ["i", "em"]) TAGS[tag] = ["*", "*"]
for (const tag of ["code", "tt"]) TAGS[tag] = ["`", "`"]

function fromHtml(text) {
	// Code stays as it is.
	return text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`|<(\/?)([a-z][a-z0-9]*)\b([^<>]*)>/gi, (all, end, tag, rest) => {
		const name = tag?.toLowerCase()
		if (name === "a") return end ? "\u0001" : `\u0002${/href\s*=\s*["']([^"']*)/i.exec(rest)?.[1] ?? ""}\u0003`
		return TAGS[name]?.[end ? 1 : 0] ?? all
	})
}

function blocks(lines) {
	let at = 0
	const line = () => lines[at] ?? ""
	const take = isTaken => {
		const start = at++
		while (at < lines.length && isTaken(line())) at++
		return lines.slice(start, at)
	}
	const depthOf = text => /^\s*/.exec(text)[0].length
	const isItem = text => /^\s{0,8}([-*+]|\d+[.)])\s+/.exec(text)
	const isQuote = text => /^\s{0,3}>/.test(text)
	const isTable = text => text.includes("|")
	const isBlock = text => /^\s{0,3}(#{1,6}\s|```|~~~)/.test(text) || isQuote(text) || isItem(text)

	function items() {
		const indent = depthOf(line())
		const element = h(/\d/.test(isItem(line())[1]) ? "ol" : "ul")
		for (let item; (item = isItem(line())) && depthOf(line()) === indent;) {
			const width = item[0].length
			const [first, ...rest] = take(text => {
				if (!text.trim()) return /^\s+\S/.test(lines[at + 1])
				return depthOf(text) > indent || !isBlock(text)
			})
			const content = blocks([first.slice(width), ...rest.map(text => text.slice(Math.min(depthOf(text), width)))])
			// A single paragraph needs no element.
			element.append(h("li", content.length === 1 && content[0].tagName === "P" ? [...content[0].childNodes] : content))
			if (!line().trim() && isItem(lines[at + 1])) at++
		}
		return element
	}

	function table() {
		const row = (text, kind) => {
			const cells = text
				.trim()
				.replace(/^\||\|$/g, "")
				.split(/(?<!\\)\|/)
			return h(
				"tr",
				cells.map(cell => h(kind, inline(cell.trim())))
			)
		}
		const [head, , ...rows] = take(isTable)
		return h(
			"table",
			{tabindex: 0},
			row(head, "th"),
			rows.map(text => row(text, "td"))
		)
	}

	function block() {
		const text = line()
		const fence = /^\s*(```+|~~~+)/.exec(text)
		const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(text)
		if (fence) {
			const [, ...taken] = take(text => !text.trim().startsWith(fence[1]))
			at++
			return h("pre", {tabindex: 0, "aria-label": "Code"}, taken.join("\n"))
		}
		if (isQuote(text)) return h("blockquote", blocks(take(isQuote).map(text => text.replace(/^\s*> ?/, ""))))
		if (isTable(text) && /^[\s|:]*-[\s|:-]*$/.test(lines[at + 1])) return table()
		if (heading || /^\s{0,3}([-*_])(\s*\1){2,}\s*$/.test(text)) {
			at++
			return heading ? h(`h${Math.min(heading[1].length + 2, 6)}`, inline(heading[2])) : h("hr")
		}
		if (isItem(text)) return items()
		return h("p", inline(take(text => text.trim() && !isBlock(text)).join("\n")))
	}

	const out = []
	while (at < lines.length) {
		if (line().trim()) out.push(block())
		else at++
	}
	return out
}

const INLINE =
	/(`+)([\s\S]*?[^`])\1(?!`)|!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+["'][^)]*["'])?\s*\)|\u0002([^\u0003]*)\u0003([^\u0001]*)\u0001|<?(https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"*])>?|\*\*([\s\S]+?)\*\*|__([\s\S]+?)__|\*(\S(?:[\s\S]*?\S)?)\*|(?<![\w])_(\S(?:[\s\S]*?\S)?)_(?![\w])|\\([!-/:-@[-`{-~])| {2,}\n/

function inline(text) {
	const out = []
	while (text) {
		const found = INLINE.exec(text)
		if (!found) break
		const [all, ticks, span, label, address, href, anchor, url, bold, bold2, italic, italic2, escaped] = found
		out.push(text.slice(0, found.index))
		text = text.slice(found.index + all.length)
		if (ticks) out.push(code(span.trim()))
		else if (label !== undefined) out.push(link(address, inline(label)))
		else if (href !== undefined) out.push(link(href, inline(anchor)))
		else if (url) out.push(link(url, [url]))
		else if (bold ?? bold2) out.push(h("strong", inline(bold ?? bold2)))
		else if (italic ?? italic2) out.push(h("em", inline(italic ?? italic2)))
		else if (escaped) out.push(escaped)
		else out.push(h("br"))
	}
	out.push(text.replace(/[\u0001-\u0003]/g, ""))
	return out
}

/** A link, if its address is of the web; else its text. Images are links, so that nothing is loaded from other hosts. */
function link(address, label) {
	return /^(https?:|mailto:)/i.test(address) ? h("a", {href: address, rel: "noopener noreferrer"}, label) : label
}
