// A browser, and pages that are watched.
import assert from "node:assert/strict"
import fs from "node:fs"
import { createRequire } from "node:module"

const require = createRequire(`${process.cwd()}/`)
const { chromium } = require("playwright-core")
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8")

export const { BASE = "http://127.0.0.1:3000", TOKEN, SHOTS, LARGE } = process.env
export const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
})

/** A page that fails the test when a script fails, or when a request goes to another host. */
export async function open(url, options, prepare = () => {}) {
	// The policy of the page forbids the script of axe.
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true, ...options })
	const page = await context.newPage()
	page.on("pageerror", error => {
		throw error
	})
	page.on("request", request => {
		const { protocol, host } = new URL(request.url())
		if (/^http/.test(protocol)) assert.equal(host, new URL(url).host, "a request to another host")
	})
	await prepare(page)
	await page.goto(url)
	await page.waitForSelector("main h1")
	return page
}

export async function isAccessible(page, what) {
	await page.evaluate(axe)
	const { violations } = await page.evaluate(() => window.axe.run())
	const serious = violations.filter(it => ["serious", "critical"].includes(it.impact))
	const text = serious.map(it => `${it.id}: ${it.help}\n${it.nodes.map(node => node.html).join("\n")}`)
	assert.deepEqual(text, [], what)
	console.log(`ok: ${what} has no serious violation (${violations.length} others)`)
}

export const shot = async (page, name) => SHOTS && (await page.screenshot({ path: `${SHOTS}/${name}.png` }))
