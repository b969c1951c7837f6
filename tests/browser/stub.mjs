// The scripts of the page with documents that attack it, in Node, without a browser: `node tests/browser/stub.mjs`.
import assert from "node:assert/strict"
import fs from "node:fs"
import vm from "node:vm"

const FOLDER = new URL("../../runtime/src/server/docs/", import.meta.url)

/** An element that only keeps what is done to it. */
class Node {
	constructor(name) {
		this.tagName = name.toUpperCase()
		this.childNodes = []
	}
	append(...children) {
		this.childNodes.push(...children)
	}
	addEventListener() {}
	setAttribute(name, value) {
		;(this.attributes ??= {})[name] = value
	}
	get textContent() {
		return this.childNodes.map(it => it.textContent ?? it).join("")
	}
	get markup() {
		const inner = this.childNodes.map(it => it.markup ?? it).join("")
		const name = this.tagName.toLowerCase()
		return `<${name}${this.attributes?.href ? ` ${this.attributes.href}` : ""}>${inner}</${name}>`
	}
}

const page = { Node, console, navigator: {}, document: { createElement: name => new Node(name), head: {} } }
vm.createContext(page)
const files = ["elements.js", "document.js", "schema.js", "request.js"]
const names = "h, counted, markdown, externalDocs, curl, formBody, callbacksOf, written"
vm.runInContext(`${files.map(file => fs.readFileSync(new URL(file, FOLDER), "utf8")).join("\n")}\nglobalThis.page = {${names}}`, page)
const { h, counted, markdown, externalDocs, curl, formBody, callbacksOf, written } = page.page

// Data of the document is text wherever a child may be, and sets no property, attribute or listener.
const attacks = ['{".innerHTML": "<img>"}', '{"innerHTML": "<img>"}', '{"onclick": "x"}', '{"href": "javascript:x"}', '{"toString": 1}']
for (const text of attacks) {
	const data = JSON.parse(text)
	for (const element of [h("p", {}, data), h("p", {}, [data]), externalDocs({ externalDocs: { url: "x", description: data } })]) {
		assert.deepEqual(Object.keys(element).sort(), ["childNodes", "tagName"], text)
		assert.equal(element.textContent, JSON.stringify(data))
	}
}
console.log("ok: data of the document is text")

// A form is shown as it is sent.
const form = { a: "b c&d", list: [1, "x,y"], object: { b: 1 }, joined: [1, 2], deep: { e: 5 }, data: [1] }
const encoding = { joined: { style: "pipeDelimited", explode: false }, deep: { style: "deepObject" }, data: { contentType: "application/json" } }
assert.equal(
	written(form, "application/x-www-form-urlencoded;charset=utf-8", encoding),
	"a=b%20c%26d&list=1&list=x%2Cy&object=%7B%22b%22%3A1%7D&joined=1%7C2&deep%5Be%5D=5&data=%5B1%5D"
)
assert.equal(formBody("application/x-www-form-urlencoded", [{ name: "object", read: () => ({ b: 1 }), encoding: {} }]).body, "object=%7B%22b%22%3A1%7D")
for (const [encoding, expected] of [
	[{ explode: false }, "o=x,1"],
	[{ allowReserved: true, contentType: "application/json" }, "x=1"],
	[{ explode: null }, "o=%7B%22x%22%3A1%7D"],
	[null, "o=%7B%22x%22%3A1%7D"],
]) {
	assert.equal(written({ o: { x: 1 } }, "application/x-www-form-urlencoded", { o: encoding }), expected)
}
assert.equal(written("a=1", "application/x-www-form-urlencoded"), "a=1")
assert.equal(written({ a: 1 }, "application/json"), '{\n  "a": 1\n}')
console.log("ok: examples are shown as they are sent")

// Markdown.
const shown = {
	"a **b** __c__ *d* _e_ `f` f_g_h": "<p>a <strong>b</strong> <strong>c</strong> <em>d</em> <em>e</em> <code>f</code> f_g_h</p>",
	"**a *b* c** ***d***": "<p><strong>a <em>b</em> c</strong> <strong>*d</strong>*</p>",
	"2 * 3 * 4, **a *b*": "<p>2 * 3 * 4, <em>*a *b</em></p>",
	"``a ` b`` `c": "<p><code>a ` b</code> `c</p>",
	"[a [b] *c*](https://x/(y)z \"t\") ![i](https://i) [j](javascript:x) [k] (l)": "<p><a https://x/(y)z>a [b] <em>c</em></a> <a https://i>i</a> j [k] (l)</p>",
	"see https://x/y. <https://z>, \\*no\\* a\\b": "<p>see <a https://x/y>https://x/y</a>. <a https://z>https://z</a>, *no* a\\b</p>",
	"a  \nb <br> c": "<p>a<br></br>b<br></br> c</p>",
	'<a href="https://x">y</a> <b>z</b> <script>': "<p><a https://x>y</a> <strong>z</strong> <script></p>",
	"## a b ##\n# C#\n---": "<h4>a b</h4><h3>C#</h3><hr></hr>",
	"> a\n> > b": "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>",
	"- a\n- b\n  1. c": "<ul><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul>",
	"|a|b|\n|-|-|\n|`c`|d|": "<table><tr><th>a</th><th>b</th></tr><tr><td><code>c</code></td><td>d</td></tr></table>",
	"```\n<a>\n```\nb": "<pre><a></pre><p>b</p>",
}
for (const [text, expected] of Object.entries(shown)) {
	assert.equal(markdown(text).markup, `<div>${expected}</div>`, text)
}
console.log("ok: Markdown is shown")

// Its time grows with the length of the text, and its depth does not.
const size = 20000
const parts = [">", "- ", "`", "``", "` ``", "` `` ``` ", "* ", "*a", "**a ", "**", "__a ", "_a ", "_", "[", "[a](", "[a](b ", '[a](b "', "[a [", "[[a]", "]"]
parts.push("<a ", "<a>", "<a href='", "<b>", "</a>", "http://((", "http://,", "https://x", "# ", "#", "\\", " ", "  \n", "\n", "|", "|\n-", "```\n", "1", "1. ", "(", "![", "- \n", "> \n")
parts.push("[a](x(y)", "*a*_b_", "***", "- a\n  ")
const starts = ["", "# a", "[a]( ", "` "]
for (const start of starts) {
	for (const part of parts) {
		const text = `${start}${part.repeat(size)}x\n\nend`
		const begin = process.cpuUsage()
		const element = markdown(text)
		const time = process.cpuUsage(begin).user / 1000
		assert.ok(time < 1000, `${JSON.stringify([start, part])}: ${Math.round(time)} ms`)
		assert.ok(element.textContent.includes("end"), JSON.stringify([start, part]))
	}
}
console.log("ok: no text takes long")

// The command for curl runs nothing and reads no file, whatever the document or the reader says.
const request = { method: "POST", url: "https://h/a", headers: [], cookies: [] }
assert.equal(curl({ ...request, method: "GET" }), "curl https://h/a")
assert.equal(curl({ ...request, method: "X|id|" }), "curl -X 'X|id|' https://h/a")
assert.equal(curl({ ...request, method: "toString" }), "curl -X toString https://h/a")
const lines = (body, headers = []) => curl({ ...request, headers, body }).split(" \\\n  ").slice(1)
assert.deepEqual(lines({ shown: "@/etc/passwd" }), ["--data-raw @/etc/passwd"])
assert.deepEqual(lines({ shown: "@FILE", isFile: true }), ["--data-binary @FILE"])
assert.deepEqual(lines(undefined, [["@/etc/passwd", "it's"]]), ["-H '/etc/passwd: it'\\''s'"])
class File extends Blob {
	name = "/etc/passwd;type=x"
}
page.File = File
page.Blob = Blob
const field = (name, value) => ({ name, read: () => value, encoding: {} })
const fields = [field("f", "@/etc/passwd"), field("g", "<.ssh/id_rsa"), field("h=@/etc/passwd", { a: '";@\\' }), field("i=@/x", new File([]))]
assert.deepEqual(lines(formBody("multipart/form-data", fields)), [
	"--form-string f=@/etc/passwd",
	"--form-string 'g=<.ssh/id_rsa'",
	`-F 'h%3D@/etc/passwd="{\\"a\\":\\"\\\\\\";@\\\\\\\\\\"}";type=application/json'`,
	"-F i%3D@/x=@FILE",
])
console.log("ok: commands for curl read no files")

// Callbacks with one expression in two operations have names of their own in Rust; those of components are shared.
const callback = { "{$url}": { post: {} } }
const shared = { $ref: "#/components/callbacks/Shared" }
const keys = (key, callbacks) => callbacksOf({ key, operation: { callbacks } }).map(it => it[1].key)
const found = ["POST /a", "POST /b"].flatMap(key => keys(key, { onEvent: callback, other: callback }))
const places = ["POST /a onEvent", "POST /a other", "POST /b onEvent", "POST /b other"]
assert.deepEqual(found, places.map(place => `callback ${place} POST {$url}`))
vm.runInContext(`api = ${JSON.stringify({ components: { callbacks: { Shared: callback } } })}`, page)
assert.deepEqual([...keys("POST /c", { mine: shared })], ["callback Shared POST {$url}"])
console.log("ok: callbacks have names of their own")

// Numbers of things.
assert.deepEqual([[], [1], [1, 2]].map(list => counted(list, "operation")), ["0 operations", "1 operation", "2 operations"])
console.log("ok: one operation is no operations")
