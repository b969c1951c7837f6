// Elements, tabs, and Markdown. Text of the document becomes text nodes only.
"use strict"

// ---- Elements

/**
 * An element, as in `h("p.note", {attribute, onevent}, children)`. Attributes are never of the document, apart from their
 * values; children that are null, undefined or false are left out, and what is neither an element nor a list is text.
 */
function h(kind, attributes = {}, ...children) {
	const [name, ...classes] = kind.split(".")
	const element = document.createElement(name)
	if (classes.length) element.className = classes.join(" ")
	for (const [key, value] of Object.entries(attributes)) {
		if (value === null || value === undefined || value === false) continue
		if (key.startsWith("on")) element.addEventListener(key.slice(2), value)
		// The attribute of a text area is not its value.
		else if (key === "value") element.value = value
		else element.setAttribute(key, value === true ? "" : value)
	}
	add(element, children)
	return element
}

const isPrimitive = value => typeof value !== "object" || value === null
const asText = value => (isPrimitive(value) ? String(value) : JSON.stringify(value))

function add(element, children) {
	for (const child of children.flat(9)) {
		if (child !== null && child !== undefined && child !== false) element.append(child instanceof Node ? child : asText(child))
	}
}

/** A part that is filled when it is first opened. */
function expandable(summary, fill, open) {
	const body = h("div.inside")
	const element = h("details", {open}, h("summary", {}, summary), body)
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
const code = text => h("code", {}, asText(text))
const badge = (text, kind) => h("span", {class: `badge ${kind || ""}`}, text)
const counted = ({length}, word) => `${length} ${word}${length === 1 ? "" : "s"}`
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
	return h("div.code", {}, pre, navigator.clipboard && button)
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
	return h("div", {}, h("div.tabs", {role: "group", "aria-label": label}, buttons), panel)
}

// ---- Markdown

/** Markdown as elements. Tags of HTML that descriptions often have are read as Markdown; all others are text. */
function markdown(text) {
	if (typeof text !== "string" || !text.trim()) return null
	try {
		const lines = fromHtml(text.replace(/[\u0001-\u0003]/g, ""))
			.replace(/\r\n?/g, "\n")
			.split("\n")
		return h("div.markdown", {}, blocks(lines, 0))
	} catch {
		return h("div.markdown", {}, h("p", {}, text))
	}
}

// How deep quotes and lists, and emphasis and links, may be in each other. What is deeper is text.
const DEEPEST = 12

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

function blocks(lines, depth) {
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
			const inner = [first.slice(width), ...rest.map(text => text.slice(Math.min(depthOf(text), width)))]
			const content = blocks(inner, depth + 1)
			// A single paragraph needs no element.
			element.append(h("li", {}, content.length === 1 && content[0].tagName === "P" ? [...content[0].childNodes] : content))
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
				{},
				cells.map(cell => h(kind, {}, inline(cell.trim())))
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
		const heading = /^\s{0,3}(#{1,6})\s/.exec(text)
		if (fence) {
			const [, ...taken] = take(text => !text.trim().startsWith(fence[1]))
			at++
			return h("pre", {tabindex: 0, "aria-label": "Code"}, taken.join("\n"))
		}
		if (isQuote(text) && depth < DEEPEST) {
			const inner = take(isQuote).map(text => text.replace(/^\s*> ?/, ""))
			return h("blockquote", {}, blocks(inner, depth + 1))
		}
		if (isTable(text) && /^[\s|:]*-[\s|:-]*$/.test(lines[at + 1])) return table()
		if (heading || /^\s{0,3}([-*_])(\s*\1){2,}\s*$/.test(text)) {
			at++
			if (!heading) return h("hr")
			const level = heading[1].length
			// A row of `#` may end it, behind a space.
			const title = text
				.trim()
				.slice(level)
				.replace(/(?<!\S)#+$/, "")
				.trim()
			return h(`h${Math.min(level + 2, 6)}`, {}, inline(title))
		}
		if (isItem(text) && depth < DEEPEST) return items()
		return h("p", {}, inline(take(text => text.trim() && !isBlock(text)).join("\n")))
	}

	const out = []
	while (at < lines.length) {
		if (line().trim()) out.push(block())
		else at++
	}
	return out
}

// All patterns take a time that grows with the length of the text, not with its square: each stops where another match could
// begin, and is not searched for again when the text has no more of it.

// Where something other than text may begin.
const SPECIAL = /\\[!-/:-@[-`{-~]|`+|!?\[|\u0002|<?https?:\/\/|\*\*?|__?|  +\n?/g
const URL_OF_TEXT = /<?(https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"*])>?/y
const ANCHOR = /\u0002([^\u0002\u0003]*)\u0003([^\u0001\u0002]*)\u0001/y
// The address of a link, behind its label.
const TARGET = /\(\s*(?!\s)<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+["'][^()]*["'])?\s*\)/y
// What begins emphasis, and its last character with what ends it.
const EMPHASIS = [
	["strong", /\*\*/y, /[^]\*\*/g],
	["strong", /__/y, /[^]__/g],
	["em", /\*(?=\S)/y, /\S\*/g],
	["em", /(?<!\w)_(?=\S)/y, /\S_(?!\w)/g]
]

/** Code, links, emphasis and line breaks in a text. */
function inline(text, depth = 0) {
	if (depth > DEEPEST) return [text]
	const special = new RegExp(SPECIAL)
	const find = (pattern, start) => {
		pattern.lastIndex = start
		return pattern.exec(text)
	}
	const nested = inner => inline(inner, depth + 1)
	// The places of backticks by their count, the first one last; and for each bracket the one that closes it.
	const backticks = {}
	for (const {0: run, index} of [...text.matchAll(/`+/g)].reverse()) (backticks[run.length] ??= []).push(index)
	const closing = new Map()
	const open = []
	for (const {0: bracket, index} of text.matchAll(/\\[[\]]|[[\]]/g)) {
		if (bracket === "[") open.push(index)
		else if (bracket === "]") closing.set(open.pop(), index)
	}
	const missing = new Set()

	/** What begins at a place: its end, and what is shown for it. */
	function part(mark, at) {
		const end = at + mark.length
		if (mark[0] === "\\") return [end, mark[1]]
		if (/`/.test(mark)) {
			const same = backticks[mark.length] ?? []
			while (same.at(-1) <= at) same.pop()
			return same.length && [same.at(-1) + mark.length, code(text.slice(end, same.at(-1)).trim())]
		}
		if (mark.endsWith("[")) {
			const close = closing.get(end - 1)
			const target = close && find(TARGET, close + 1)
			return target && [TARGET.lastIndex, link(target[1], nested(text.slice(end, close)))]
		}
		if (mark === "\u0002") {
			const found = find(ANCHOR, at)
			return found && [ANCHOR.lastIndex, link(found[1], nested(found[2]))]
		}
		if (mark.endsWith("//")) {
			const url = find(URL_OF_TEXT, at)
			return url && [URL_OF_TEXT.lastIndex, link(url[1], [url[1]])]
		}
		if (mark[0] === " ") return mark.endsWith("\n") && [end, h("br")]
		for (const [kind, start, last] of EMPHASIS) {
			const begin = missing.has(last) ? null : find(start, at)
			if (!begin) continue
			const inner = at + begin[0].length
			const found = find(last, inner)
			if (found) return [found.index + found[0].length, h(kind, {}, nested(text.slice(inner, found.index + 1)))]
			missing.add(last)
		}
	}

	const out = []
	let shown = 0
	for (let found; (found = special.exec(text));) {
		const it = part(found[0], found.index)
		if (!it) continue
		out.push(text.slice(shown, found.index), it[1])
		shown = special.lastIndex = it[0]
	}
	out.push(text.slice(shown).replace(/[\u0001-\u0003]/g, ""))
	return out
}

/** A link, if its address is of the web; else its text. Images are links, so that nothing is loaded from other hosts. */
function link(address, label) {
	return /^(https?:|mailto:)/i.test(address) ? h("a", {href: address, rel: "noopener noreferrer"}, label) : label
}
