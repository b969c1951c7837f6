// The page with other documents, which take the place of the server's: text that looks like markup, and requests of all kinds.
import assert from "node:assert/strict"

import { BASE, browser, open } from "./browser.mjs"

/** The page with a document in place of the server's. */
const show = (api, hash = "") =>
	open(`${BASE}/docs${hash}`, {}, async page => {
		await page.route("**/openapi.json", route => route.fulfill({ json: api, headers: { "x-base-path": "" } }))
		await page.route("**/docs/rust.json", route => route.fulfill({ status: 404 }))
	})

// Text of a document is shown, and never becomes markup.
const evil = "<script>window.ran = true</script><img src=x onerror='window.ran = true'>[a](javascript:window.ran=true)"
const node = { type: "object", title: evil, description: evil, properties: { [evil]: { $ref: "#/components/schemas/Node" } } }
const hostile = {
	openapi: "3.1.0",
	info: { title: evil, version: evil, description: evil, contact: { name: evil, url: "javascript:window.ran=true" } },
	tags: [{ name: evil, description: evil, externalDocs: { url: "javascript:window.ran=true", description: evil } }],
	servers: [{ url: "javascript:window.ran=true", description: evil }],
	paths: {
		[`/${evil}`]: {
			get: {
				tags: [evil],
				summary: evil,
				description: evil,
				parameters: [{ name: evil, in: "query", description: evil, schema: { enum: [evil], default: evil, pattern: evil } }],
				responses: { 200: { description: evil, content: { [evil]: { schema: { $ref: "#/components/schemas/Node" } } } } },
			},
		},
	},
	components: {
		schemas: { Node: node, [evil]: { allOf: [{ $ref: "#/components/schemas/Node" }, { $ref: `#/components/schemas/${evil}` }] } },
	},
}
const page = await show(hostile)
await page.evaluate(() => document.querySelectorAll("details").forEach(it => (it.open = true)))
await page.waitForSelector("nav a[href^='#/schema']")
const hashes = await page.evaluate(() => [...document.querySelectorAll("main a[href^='#/'], nav a")].map(it => it.getAttribute("href")))
assert.ok(hashes.length >= 3, hashes)
for (const hash of [...new Set(["", ...hashes])]) {
	await page.evaluate(hash => (location.hash = hash), hash)
	await page.waitForTimeout(100)
	const found = await page.evaluate(() => {
		// What is expanded is made then.
		for (let round = 0; round < 3; round++) {
			for (const it of document.querySelectorAll("main details:not([open])")) it.open = true
		}
		const links = [...document.querySelectorAll("a")].filter(it => !/^(https?|mailto):$/.test(it.protocol))
		return [document.scripts.length, document.images.length, links.length, window.ran, document.body.textContent.includes("<script>")]
	})
	assert.deepEqual(found, [5, 0, 0, undefined, true], hash)
}
await page.context().close()
console.log("ok: text of a document is no markup")

// What is entered is sent as the document says.
const parameter = (name, place, schema, rest) => ({ name, in: place, required: place === "path", schema, ...rest })
const list = { type: "array", items: { type: "string" } }
const object = { type: "object", properties: { a: { type: "integer" } } }
const text = { type: "string" }
const operation = (rest, method = "get", path = "/sent") => ({
	openapi: "3.1.0",
	info: { title: "Requests", version: "1" },
	paths: { [path]: { [method]: { operationId: "it", responses: { 204: { description: "Done" } }, ...rest } } },
	components: {
		securitySchemes: {
			key: { type: "apiKey", in: "query", name: "key" },
			head: { type: "apiKey", in: "header", name: "X-Key" },
			login: { type: "http", scheme: "basic" },
			oauth: { type: "oauth2", flows: {} },
		},
	},
})

/** Fills in the form, sends it, and returns the request. `filled` has a value for each label. */
async function sent(api, filled, files = {}) {
	const [[path, item]] = Object.entries(api.paths)
	const [method] = Object.keys(item)
	const page = await show(api, `#/${method.toUpperCase()}/${encodeURI(path.slice(1))}`)
	let request = null
	await page.route(/\/sent/, route => {
		request = route.request()
		return route.fulfill({ status: 200, contentType: "application/json", body: '{"large":12345678901234567890,"list":[]}' })
	})
	for (const [label, value] of Object.entries(filled)) await page.locator("form").getByLabel(label).fill(value)
	for (const [label, value] of Object.entries(files)) await page.locator("form").getByLabel(label).setInputFiles(value)
	await page.click("button:has-text('Send')")
	await page.waitForSelector(".result strong:has-text('200')")
	// Numbers are not rounded.
	assert.equal(await page.textContent(".result > pre"), '{\n  "large": 12345678901234567890,\n  "list": []\n}')
	const url = request.url().replace(/^https?:\/\/[^/]*/, "")
	const out = { url, headers: request.headers(), body: request.postDataBuffer()?.toString("latin1") }
	await page.context().close()
	return out
}

const styles = [
	["q", "query", list, {}, "x y\nz", "/sent?q=x%20y&q=z"],
	["q", "query", list, { explode: false }, "x\nz", "/sent?q=x,z"],
	["q", "query", list, { explode: false, style: "pipeDelimited" }, "x\nz", "/sent?q=x%7Cz"],
	["q", "query", list, { explode: false, style: "spaceDelimited" }, "x\nz", "/sent?q=x%20z"],
	["q", "query", object, { style: "deepObject" }, '{"a": 1}', "/sent?q%5Ba%5D=1"],
	["q", "query", object, {}, '{"a": 1}', "/sent?a=1"],
	["q", "query", object, { schema: undefined, content: { "application/json": { schema: object } } }, '{"a": 1}', "/sent?q=%7B%22a%22%3A1%7D"],
	["q", "query", text, { allowReserved: true }, "a/b&c", "/sent?q=a/b%26c"],
	["p", "path", text, {}, "a/b", "/sent/a%2Fb"],
	["p", "path", list, {}, "x\ny", "/sent/x,y"],
	["p", "path", list, { style: "label", explode: true }, "x\ny", "/sent/.x.y"],
	["p", "path", list, { style: "matrix" }, "x\ny", "/sent/;p=x,y"],
	["p", "path", list, { style: "matrix", explode: true }, "x\ny", "/sent/;p=x;p=y"],
	["p", "path", object, { style: "matrix", explode: true }, '{"a": 1, "b": 2}', "/sent/;a=1;b=2"],
	["p", "path", object, { explode: true }, '{"a": 1, "b": 2}', "/sent/a=1,b=2"],
]
for (const [name, place, schema, rest, value, expected] of styles) {
	const path = place === "path" ? "/sent/{p}" : "/sent"
	const { url } = await sent(operation({ parameters: [parameter(name, place, schema, rest)] }, "get", path), { [name]: value })
	assert.equal(url, expected, JSON.stringify([schema, rest]))
}
const header = await sent(operation({ parameters: [parameter("X-List", "header", list)] }), { "X-List": "x\ny" })
assert.equal(header.headers["x-list"], "x,y")
console.log("ok: parameters have their styles")

const secured = scheme => operation({ security: [{ [scheme]: [] }] })
assert.equal((await sent(secured("key"), { "key API key": "a b" })).url, "/sent?key=a%20b")
assert.equal((await sent(secured("head"), { "head API key": "a" })).headers["x-key"], "a")
const login = await sent(secured("login"), { "login username": "Ada", "login password": "é" })
assert.equal(login.headers.authorization, `Basic ${Buffer.from("Ada:é").toString("base64")}`)
assert.equal((await sent(secured("oauth"), { "oauth access token": "t" })).headers.authorization, "Bearer t")
console.log("ok: credentials are sent where they belong")

const withBody = (type, schema, media) => operation({ requestBody: { content: { [type]: { schema, ...media } } } }, "post")
const json = await sent(withBody("application/json", object), {})
assert.deepEqual([json.headers["content-type"], json.body], ["application/json", '{\n  "a": 1\n}'])
const fields = { type: "object", properties: { name: text, tags: list } }
const form = await sent(withBody("application/x-www-form-urlencoded", fields), { name: "a&b", tags: "x\ny" })
assert.equal(form.body, "name=a%26b&tags=x&tags=y")
const parts = { type: "object", properties: { name: text, about: object, file: { type: "string", format: "binary" } } }
const file = { name: "a.bin", mimeType: "image/png", buffer: Buffer.from([1, 2, 3]) }
const multipart = await sent(withBody("multipart/form-data", parts), { name: "x", about: '{"a": 2}' }, { file })
assert.match(multipart.headers["content-type"], /^multipart\/form-data; boundary=/)
assert.match(multipart.body, /name="name"\r\n\r\nx\r\n/)
assert.match(multipart.body, /name="about"\r\nContent-Type: application\/json\r\n\r\n\{"a":2\}/)
assert.match(multipart.body, /name="file"; filename="a.bin"\r\nContent-Type: image\/png\r\n\r\n\x01\x02\x03\r\n/)
const bytes = await sent(withBody("image/png", {}), {}, { file })
assert.deepEqual([bytes.headers["content-type"], bytes.body], ["image/png", "\x01\x02\x03"])
console.log("ok: bodies are sent as their media types say")
await browser.close()
