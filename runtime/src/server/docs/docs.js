// The pages, the sidebar, the search, and the start.
"use strict"

const $ = id => document.getElementById(id)
const main = $("content")

// ---- Links

const schemaLink = name => h("a", {href: `#/schema/${encodeURIComponent(name)}`}, name)
const titleOf = ({operation, method, path}) => operation.summary || operation.operationId || `${method} ${path}`
const methodBadge = ({method}) => h(`span.method.${method.toLowerCase()}`, {}, method)
const operationLink = entry =>
	h(entry.operation.deprecated ? "a.deprecated" : "a", {href: entry.hash}, methodBadge(entry), " ", h("span", {}, titleOf(entry)))
const items = (kind, elements) =>
	elements.length > 0 &&
	h(
		kind,
		{},
		elements.map(element => h("li", {}, element))
	)
/** A heading with what is below it, if there is something. */
const section = (title, content) => content && [h("h2", {}, title), content]
const isSmall = () => entries.length <= 40
const tagOf = name => list(api.tags).find(tag => tag.name === name)

/** The operations by their first tag, in the order of the document's tags. */
function groups() {
	const names = [...list(api.tags).map(tag => tag.name), ...entries.map(entry => entry.tag)]
	const groups = [...new Set(names)].map(name => [name, entries.filter(entry => entry.tag === name)])
	return groups.filter(([, group]) => group.length)
}

// ---- Pages

function overview() {
	const {title = "API", version = "", summary, description, license, termsOfService, contact} = api.info ?? {}
	const servers = documentServers().map(server => {
		const variables = members(server.variables).map(([name, it]) => [
			code(name),
			` is ${list(it.enum).join(" or ") || it.default}`
		])
		return [code(server.url), markdown(server.description), items("ul.facts", variables)]
	})
	const secured = members(schemes()).map(([name, reference]) => {
		const scheme = resolved(reference)
		const scopes = members(scheme.flows).flatMap(([kind, flow]) => [
			[
				kind,
				flow.authorizationUrl && [" at ", code(flow.authorizationUrl)],
				flow.tokenUrl && [", tokens at ", code(flow.tokenUrl)]
			],
			...members(flow.scopes).map(([scope, text]) => ["scope ", code(scope), " ", text])
		])
		return [code(name), " ", schemeText(scheme), markdown(scheme.description), items("ul.facts", scopes)]
	})
	const about = [
		license && link(license.url, license.name ?? "License"),
		termsOfService && link(termsOfService, "Terms of service"),
		contact && link(contact.url ?? `mailto:${contact.email}`, contact.name ?? contact.email ?? "Contact")
	]
	const files = ["openapi.json", "llms.txt"].map(href => h("a", {href}, href))
	const names = Object.keys(schemas())
	return [
		h("h1", {tabindex: -1}, title, " ", badge(version)),
		h("p", {}, summary),
		markdown(description),
		h("p.facts", {}, joined([...files, ...about.filter(Boolean)], " · ")),
		externalDocs(api),
		section("Servers", items("ul", servers)),
		section("Credentials", items("ul", secured)),
		groups().map(([name, group]) => {
			const links = () => items("ul.plain", group.map(operationLink))
			const tag = tagOf(name) ?? {}
			const about = [markdown(tag.description), externalDocs(tag)]
			return section(tag.summary ?? name, [about, expandable(counted(group, "operation"), links, isSmall())])
		}),
		section(
			"Schemas",
			names.length > 0 && expandable(counted(names, "schema"), () => items("ul.columns", names.map(schemaLink)))
		)
	]
}

function schemeText({type, in: place, name, scheme, openIdConnectUrl}) {
	const texts = {
		apiKey: `API key in the ${place} ${name}`,
		http: `HTTP ${scheme}`,
		oauth2: "OAuth 2",
		mutualTLS: "client certificate"
	}
	return texts[type] ?? `OpenID Connect at ${openIdConnectUrl}`
}

function operationPage(entry) {
	const {operation, section: part, method, path} = entry
	const parts = details(entry)
	const names = rust.operations[entry.key]
	const command = h("div")
	const form = !part && tryIt(entry, parts, text => command.replaceChildren(copyable(text, "curl command")))
	const samples = [form && ["curl", () => command], ...(names ? rustSamples(part, names, parts) : [])].filter(Boolean)
	return [
		h("h1", {tabindex: -1}, titleOf(entry), " ", operation.deprecated && badge("deprecated", "mark")),
		h("p.path", {}, methodBadge(entry), " ", code(path), " ", part),
		h(
			"div.sides",
			{},
			h("div", {}, markdown(operation.description), externalDocs(operation), operationParts(entry, parts, names)),
			h("aside", {"aria-label": "Samples and requests"}, tabs("Code samples", samples), form && section("Try it", form))
		)
	]
}

/** Parameters, body, responses and callbacks of an operation. */
function operationParts(entry, {parameters, body, responses, security}, names) {
	const places = {path: "Path", query: "Query", querystring: "Query", header: "Headers", cookie: "Cookies"}
	const alternatives = security.map(requirement => {
		const needed = ([name, scopes]) => [code(name), list(scopes).length > 0 && ` (${scopes.join(", ")})`]
		return joined(Object.entries(requirement).map(needed), " and ") || "none"
	})
	const callbacks = callbacksOf(entry).map(([name, inner]) => {
		const {operation, path, key} = inner
		const fill = () => [markdown(operation.description), operationParts(inner, details(inner), rust.operations[key])]
		return expandable([code(name), " ", methodBadge(inner), " ", code(path)], fill)
	})
	const shown = responses.map(([status, response], index) => {
		const [first] = String(response.summary ?? response.description ?? "").split("\n")
		const variant = names?.variants[status]?.[0]
		const label = [h(/^[123]/.test(status) ? "strong.ok" : "strong.error", {}, status), ` ${first} `, variant && code(variant)]
		return expandable(label, () => responseView(response), !index)
	})
	return [
		Object.entries(places).map(([place, title]) => {
			const rows = parameters.filter(it => it.in === place).map(it => valueRow(it.name, it, "request"))
			return rows.length > 0 && section(title, h("ul.tree", {}, rows))
		}),
		body &&
			section(
				["Body ", body.required && badge("required", "mark")],
				[markdown(body.description), contentView(body.content, "request")]
			),
		section("Credentials", items("ul", alternatives)),
		section("Responses", shown),
		section("Callbacks", callbacks.length > 0 && callbacks)
	]
}

function responseView(response) {
	const headers = members(response.headers).map(([name, header]) => valueRow(name, resolved(header), "response"))
	const links = members(response.links).map(([name, reference]) => {
		const {operationId, operationRef, parameters, description} = resolved(reference)
		const isTarget = ({operation}) => (operationId ? operation.operationId === operationId : pointed(operationRef) === operation)
		const target = entries.find(isTarget)
		const values = members(parameters).map(([parameter, value]) => [" ", code(`${parameter} = ${asText(value)}`)])
		return [code(name), " → ", target ? operationLink(target) : (operationId ?? operationRef), values, markdown(description)]
	})
	return [
		/\n/.test(response.description) && markdown(response.description),
		headers.length > 0 && [h("h3", {}, "Headers"), h("ul.tree", {}, headers)],
		contentView(response.content, "response") || h("p", {}, "No body."),
		links.length > 0 && [h("h3", {}, "Links"), items("ul", links)]
	]
}

/** A parameter or a header. */
function valueRow(name, owner, side) {
	const [type, media] = members(owner.content)[0] ?? []
	const schema = owner.schema ?? media?.schema ?? {}
	const example = examplesOf(owner, schema, side)[0]
	const {description, deprecated, required} = owner
	const own = {
		...(description && {description}),
		...(example && {examples: [example[1]], example: undefined}),
		deprecated
	}
	return row([code(name), type && ` as ${type}`], schema, side, required, own)
}

/** What a call of the client and a handler look like in Rust. */
function rustSamples(part, {method, owner, handler, client, success, response}, {security}) {
	const wrap = (before, items, after) => {
		const line = before + items.join(", ") + after
		return line.length <= 72 ? line : `${before}\n    ${items.map(item => `${item},\n`).join("    ")}${after}`
	}
	const values = client.map(argument => {
		const [name, type] = argument.split(": ")
		return /^&(?!str$)/.test(type) ? `&${name}` : name
	})
	const secrets = [...new Set(security.flatMap(Object.keys))].map(name => rust.secrets[name]).find(Boolean)
	const [type, name] = part ? [owner, "sender"] : ["Client", "client"]
	const call = [
		`use ${rust.crate}::api::client::{${type}, Error};\n`,
		`let ${name} = ${type}::default()${secrets && !part ? `.${secrets[0]}(${secrets[1].join(", ")})` : ""};`,
		...client.map(argument => `// ${argument}`),
		`let result: Result<${success}, Error<${response}>> =`,
		`    ${wrap(`${name}.${method}(`, values, ").await;").replaceAll("\n", "\n    ")}`
	]
	const samples = [["Rust client", () => copyable(call.join("\n"), "Rust client")]]
	if (handler) {
		const head = wrap(`async fn ${method}(`, ["&self", ...handler], `) -> Result<${response}, HandlerError> {`)
		const text = `impl ${owner} for Handlers {\n${head.replace(/^/gm, "    ")}\n        todo!()\n    }\n}`
		samples.push(["Rust handler", () => copyable(text, "Rust handler")])
	}
	return samples
}

function schemaPage(name) {
	const schema = schemas()[name]
	const type = rust.schemas[name]
	return [
		h("h1", {tabindex: -1}, name),
		type && h("p.facts", {}, "In Rust ", code(`types::${type}`)),
		schemaView(schema),
		section("Example", copyable(written(sample(schema), "json")))
	]
}

// ---- Navigation

function showSidebar() {
	const shown = groups().map(([name, group]) => {
		const element = expandable(tagOf(name)?.summary ?? name, () => items("ul", group.map(operationLink)), isSmall())
		group.forEach(entry => (entry.group = element))
		return element
	})
	const names = Object.keys(schemas())
	if (names.length) shown.push(expandable("Schemas", () => items("ul", names.map(schemaLink))))
	$("sidebar").replaceChildren(...shown)
}

function show(isFirst) {
	const {hash} = location
	if (hash && !hash.startsWith("#/")) return
	const entry = entries.find(entry => entry.hash === hash)
	const name = Object.keys(schemas()).find(name => hash === `#/schema/${encodeURIComponent(name)}`)
	const page = entry ? operationPage(entry) : name === undefined ? overview() : schemaPage(name)
	main.replaceChildren()
	add(main, page)
	document.title = [entry ? titleOf(entry) : name, api.info?.title ?? "API"].filter(Boolean).join(" – ")
	if (entry) entry.group.open = true
	// The browser fills the group when it reports that it is open.
	setTimeout(() => {
		for (const link of document.querySelectorAll("nav a")) {
			const isCurrent = link.hash === hash
			link.ariaCurrent = isCurrent ? "page" : null
			if (isCurrent) link.scrollIntoView({block: "nearest"})
		}
	})
	toggleMenu(false)
	if (isFirst) return
	scrollTo(0, 0)
	main.querySelector("h1").focus({preventScroll: true})
}

function toggleMenu(isOpen) {
	document.body.classList.toggle("menu", isOpen)
	$("menu").ariaExpanded = isOpen
}

// ---- Search

/** The operations and schemas that have all words, the closest first. */
function searched(query) {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean)
	const found = []
	const consider = (text, title, href, ...label) => {
		if (!words.every(word => text.toLowerCase().includes(word))) return
		found.push([title.toLowerCase().startsWith(words[0]) ? 0 : 1, href, label])
	}
	for (const entry of entries)
		consider(entry.text, titleOf(entry), entry.hash, methodBadge(entry), titleOf(entry), h("small", {}, entry.path))
	for (const name of Object.keys(schemas())) consider(name, name, schemaLink(name).hash, badge("schema"), name)
	return found.sort(([one], [other]) => one - other).slice(0, 40)
}

function startSearch() {
	const [input, results] = [$("query"), $("results")]
	let options = []
	let active = 0
	const open = isOpen => {
		results.hidden = !isOpen
		input.ariaExpanded = isOpen
	}
	const activate = index => {
		active = (index + options.length) % options.length
		options.forEach((option, at) => (option.ariaSelected = at === active))
		input.setAttribute("aria-activedescendant", options[active]?.id ?? "")
		options[active]?.scrollIntoView({block: "nearest"})
	}
	const update = () => {
		const option = ([, href, label]) => h("a", {role: "option", id: newId(), href, tabindex: -1}, joined(label, " "))
		options = searched(input.value).map(option)
		results.replaceChildren(...options)
		if (!options.length) results.append(h("p", {role: "option"}, "Nothing found."))
		open(Boolean(input.value.trim()))
		activate(0)
	}
	const keys = {
		Escape: () => open(false),
		Enter: () => options[active]?.click(),
		ArrowDown: () => activate(active + 1),
		ArrowUp: () => activate(active - 1)
	}
	input.addEventListener("input", update)
	input.addEventListener("keydown", event => {
		if (!Object.hasOwn(keys, event.key)) return
		event.preventDefault()
		keys[event.key]()
	})
	results.addEventListener("click", () => (input.value = ""))
	document.addEventListener("click", event => event.target !== input && open(false))
	document.addEventListener("keydown", event => {
		const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
		if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
		event.preventDefault()
		input.focus()
	})
}

// ---- Start

function startTheme() {
	const root = document.documentElement
	// Storage may be forbidden.
	const attempt = work => {
		try {
			return work()
		} catch {
			return null
		}
	}
	const stored = attempt(() => localStorage.getItem("theme"))
	if (stored) root.dataset.theme = stored
	$("theme").addEventListener("click", () => {
		const usual = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"
		const theme = (root.dataset.theme ?? usual) === "dark" ? "light" : "dark"
		root.dataset.theme = theme
		attempt(() => localStorage.setItem("theme", theme))
	})
}

async function load() {
	if (location.protocol === "file:") {
		// A page that is opened as a file cannot read files beside it, except for scripts.
		await new Promise((onload, onerror) => document.head.append(h("script", {src: "docs/data.js", onload, onerror})))
		;({document: api, rust} = JSON.parse(apiData))
		return
	}
	const [response, names] = await Promise.all(["openapi.json", "docs/rust.json"].map(path => fetch(path)))
	if (!response.ok) throw new Error(`The status is ${response.status}.`)
	livePath = response.headers.get("x-base-path")
	api = await response.json()
	if (names.ok) rust = await names.json()
}

async function start() {
	startTheme()
	$("menu").addEventListener("click", () => toggleMenu(!document.body.classList.contains("menu")))
	try {
		await load()
		// Of Swagger 2.0 it has the same in OpenAPI 3.
		api = rust.document ?? api
	} catch (error) {
		main.replaceChildren(h("p.error", {}, "The document cannot be read. ", error.message))
		return
	}
	entries = [...operationsOf(api.paths, ""), ...operationsOf(api.webhooks, "webhook")]
	$("home").textContent = api.info?.title ?? "API"
	showSidebar()
	startSearch()
	show(true)
	addEventListener("hashchange", () => show(false))
}

start()
