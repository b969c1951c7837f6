// The page at /docs of the example `countries`: see README.md beside this file.
import assert from "node:assert/strict"

import { BASE, LARGE, TOKEN, browser, isAccessible, open, shot } from "./browser.mjs"

// The policy holds: a script that the page does not have cannot run.
{
	const page = await open(`${BASE}/docs`, { bypassCSP: false })
	const ran = await page.evaluate(() => {
		const script = document.createElement("script")
		script.textContent = "window.ran = true"
		document.body.append(script)
		return window.ran === true
	})
	assert.equal(ran, false, "an inline script ran")
	await page.context().close()
}

// It is searched with the keyboard, and an operation is read.
const page = await open(`${BASE}/docs`)
await isAccessible(page, "the overview")
await page.keyboard.press("/")
assert.equal(await page.evaluate(() => document.activeElement.id), "query")
await page.keyboard.type("add")
await page.waitForSelector("#results [role=option]")
await isAccessible(page, "the search")
await page.keyboard.press("Enter")
await page.waitForSelector("h1:has-text('Add a country')")
assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1")
await isAccessible(page, "an operation")
await shot(page, "docs-desktop")
await page.click("button:has-text('Rust handler')")
assert.match(await page.textContent("aside pre"), /async fn create_country\(/)
await page.click("button:has-text('Rust client')")
assert.match(await page.textContent("aside pre"), /client\.create_country\(&body\)/)
await page.click("aside button:has-text('curl')")
assert.match(await page.textContent("aside pre"), /^curl -X POST http/)

// A request is sent, without and with a token, and the response is seen.
await page.fill("textarea.body", '{"name": "Peru", "capital": "Lima", "area": 1285216}')
await page.click("button:has-text('Send')")
await page.waitForSelector(".result strong:has-text('401')")
if (TOKEN) {
	await page.fill("input[type=password]", TOKEN)
	assert.ok(!(await page.textContent("aside pre")).includes(TOKEN), "the command shows the token")
	await page.click("button:has-text('Send')")
	await page.waitForSelector(".result strong:has-text('201')")
	assert.match(await page.textContent(".result pre"), /"capital": "Lima"/)
	await isAccessible(page, "a response")
}

// A schema, and links between them.
await page.goto(`${BASE}/docs#/schema/Country`)
await page.waitForSelector("h1:has-text('Country')")
assert.match(await page.textContent("main"), /1 to 100 characters/)
await page.context().close()

// On a phone, and in the dark, which the button changes and the browser keeps.
const phone = await open(`${BASE}/docs#/GET/countries`, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true })
assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 390, "the page is wider than the phone")
await phone.click("#menu")
await isAccessible(phone, "the menu of a phone")
await phone.click("nav a:has-text('Show a country')")
await phone.waitForSelector("h1:has-text('Show a country')")
await shot(phone, "docs-phone")
await phone.context().close()
const dark = await open(`${BASE}/docs#/GET/countries`, { colorScheme: "dark" })
await isAccessible(dark, "an operation in the dark")
await shot(dark, "docs-dark")
const background = () => dark.evaluate(() => getComputedStyle(document.body).backgroundColor)
const before = await background()
await dark.click("#theme")
const after = await background()
assert.notEqual(before, after)
await dark.reload()
assert.equal(await background(), after)
await dark.context().close()

// A document with more than a thousand operations.
if (LARGE) {
	for (const hash of ["", "#/GET/repos/%7Bowner%7D/%7Brepo%7D/pulls"]) {
		const start = Date.now()
		const page = await open(LARGE + hash)
		const time = Date.now() - start
		assert.ok(time < 2000, `${time} ms`)
		await page.fill("#query", "pull request review")
		await page.waitForSelector("#results [role=option]")
		console.log(`ok: ${hash || "the overview"} of ${LARGE} is there after ${time} ms, a search after ${Date.now() - start} ms`)
		await page.context().close()
	}
}
await browser.close()
console.log("ok")
