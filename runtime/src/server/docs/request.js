// Requests: the form to fill in, what is sent, and the response.
"use strict"

// ---- Parameters

const encoded = text => encodeURIComponent(text).replace(/[!'()*]/g, it => `%${it.charCodeAt(0).toString(16).toUpperCase()}`)
/** The items of a list as texts, or the members of an object as pairs of texts. */
const parted = value => (Array.isArray(value) ? value.map(asText) : members(value).map(pair => pair.map(asText)))

/** The text of a value in a path, header or cookie. */
function styled({style, explode}, name, value, encode) {
	const prefix = {label: ".", matrix: ";"}[style] ?? ""
	const isMatrix = prefix === ";"
	if (isPrimitive(value)) return prefix + (isMatrix ? `${name}=` : "") + encode(String(value))
	const texts = parted(value).map(part => {
		if (Array.isArray(part)) return part.map(encode).join(explode ? "=" : ",")
		return (isMatrix && explode ? `${name}=` : "") + encode(part)
	})
	return prefix + (isMatrix && !explode ? `${name}=` : "") + texts.join((explode && prefix) || ",")
}

/** The pairs of a value in a query or a form, encoded. */
function pairs({style = "form", explode = style === "form" || style === "deepObject", allowReserved}, name, value) {
	const one = text => (allowReserved ? encodeURI(text).replace(/[#&+]/g, encodeURIComponent) : encoded(text))
	const pair = (key, text) => `${encoded(key)}=${one(text)}`
	if (isPrimitive(value)) return [pair(name, String(value))]
	const parts = parted(value)
	if (style === "deepObject") return parts.map(([key, text]) => pair(`${name}[${key}]`, text))
	if (explode) return parts.map(part => (Array.isArray(part) ? pair(...part) : pair(name, part)))
	const separator = {spaceDelimited: "%20", pipeDelimited: "%7C"}[style] ?? ","
	return [`${encoded(name)}=${parts.flat().map(one).join(separator)}`]
}

/** The pairs of a member of a form: JSON where its encoding says so, and of an object without a style. */
function formPairs(name, value, {contentType, ...it}) {
	const isJson = (it.style ?? it.explode ?? it.allowReserved) == null && (isObject(value) || /json/.test(contentType))
	return pairs(it, name, isJson ? JSON.stringify(value) : value)
}

// ---- Fields

/** A control with its label. */
function labelled(label, input) {
	input.id = newId()
	return h("div.field", {}, h("label", {for: input.id}, label), input)
}

/** A list to choose from: pairs of a value and a text. */
function chooser(options, selected, attributes) {
	const option = ([value, text]) => h("option", {value, selected: value === selected}, String(text))
	return h("select", attributes, options.map(option))
}

/** A field of the form for a value: its element, and a function that reads it. Nothing entered is undefined. */
function field(name, schema, {required, initial, isFile, isJson, note}) {
	const all = merged(schema)
	const type = typesOf(all)[0]
	const values = all.enum ?? (type === "boolean" && [true, false])
	const isArea = isJson || type === "object"
	const entered = initial === undefined ? "" : asText(initial)
	const json = text => {
		try {
			return JSON.parse(text)
		} catch (error) {
			throw new Error(`${name}: ${error.message}`)
		}
	}
	let input
	let read = text => text
	if (isFile) {
		input = h("input", {type: "file", multiple: type === "array"})
	} else if (isArea) {
		input = h("textarea", {rows: 3, placeholder: "JSON", value: entered && JSON.stringify(initial, null, 2)})
		read = json
	} else if (values) {
		input = chooser([["", "–"], ...values.map(value => [JSON.stringify(value), value])], JSON.stringify(initial))
		read = json
	} else if (type === "array") {
		input = h("textarea", {rows: 2, placeholder: "one on each line", value: list(initial).map(asText).join("\n")})
		read = text => text.split("\n")
	} else {
		const kind = all.format === "password" ? "password" : "text"
		input = h("input", {type: kind, value: entered, autocomplete: "off", placeholder: all.default})
	}
	const value = () => (isFile ? [...input.files] : read(input.value))
	const isGiven = () => (isFile ? input.files.length : input.value.trim())
	const label = [code(name), required && badge("required", "mark"), h("small", {}, " ", note)]
	return {name, element: labelled(label, input), read: () => (isGiven() ? value() : undefined)}
}

// ---- Credentials

const kindOf = scheme => (scheme.type === "http" ? String(scheme.scheme).toLowerCase() : scheme.type)

/** The fields of the schemes that an operation needs. */
function credentialFields(security) {
	return [...new Set(security.flatMap(Object.keys))].map(name => {
		const scheme = resolved(schemes()[name])
		const kind = kindOf(scheme)
		const known = (credentials[name] ??= {})
		const entry = (label, key, type) => {
			const oninput = event => (known[key] = event.target.value)
			return labelled([code(name), " ", label], h("input", {type, value: known[key] ?? "", oninput, autocomplete: "off"}))
		}
		if (kind === "mutualTLS") return h("p", {}, code(name), " is a client certificate, which the browser chooses.")
		const text = {apiKey: `API key (${scheme.in} ${scheme.name})`, bearer: "bearer token", basic: "password"}[kind]
		return [kind === "basic" && entry("username", "username", "text"), entry(text ?? "access token", "secret", "password")]
	})
}

/** Adds the credentials that were entered: those of the first requirement that has all. `isShown` is without secrets. */
function authorize(request, security, isShown) {
	const isEntered = requirement => Object.keys(requirement).every(name => credentials[name]?.secret)
	const chosen = security.find(it => Object.keys(it).length && isEntered(it)) ?? (isShown && security[0])
	for (const name of Object.keys(chosen || {})) {
		const scheme = resolved(schemes()[name])
		const kind = kindOf(scheme)
		const {username = "", secret = ""} = isShown ? {secret: "SECRET"} : credentials[name]
		if (kind === "apiKey") {
			if (scheme.in === "query") request.query.push(`${encoded(scheme.name)}=${encoded(secret)}`)
			else if (scheme.in === "cookie") request.cookies.push(`${scheme.name}=${encoded(secret)}`)
			else request.headers.push([scheme.name, secret])
		} else if (kind === "basic") {
			const bytes = new TextEncoder().encode(`${username}:${secret}`)
			request.headers.push(["Authorization", `Basic ${isShown ? secret : btoa(String.fromCharCode(...bytes))}`])
		} else if (kind !== "mutualTLS") {
			const prefix = scheme.type === "http" && kind !== "bearer" ? scheme.scheme : "Bearer"
			request.headers.push(["Authorization", `${prefix} ${secret}`])
		}
	}
}

// ---- Servers

/** The fields for the server and its variables, and a function that gives the URL. */
function serverField({item, operation}) {
	let servers = [operation.servers, item.servers].find(it => list(it).length) ?? documentServers()
	if (livePath !== null) {
		const folder = location.pathname.replace(/\/[^/]*$/, "")
		const path = folder.endsWith(livePath) ? folder : folder + livePath
		servers = [{url: location.origin + path, description: "This server"}, ...servers]
	}
	const variables = h("div")
	let inputs = []
	const show = () => {
		inputs = members(servers[select.value].variables).map(([name, it]) => {
			const isList = list(it.enum).length > 0
			const input = isList
				? chooser(
						it.enum.map(value => [value, value]),
						it.default
					)
				: h("input", {value: it.default})
			return [name, input]
		})
		variables.replaceChildren(...inputs.map(([name, input]) => labelled(code(name), input)))
	}
	const label = ({url, name, description}) => [description ?? name, url].filter(Boolean).join(": ")
	const select = chooser(
		servers.map((server, index) => [index, label(server)]),
		0,
		{onchange: show}
	)
	const url = () => {
		const value = name => inputs.find(([known]) => known === name)?.[1].value
		const written = servers[select.value].url.replace(/\{([^{}]*)\}/g, (all, name) => value(name) ?? all)
		return new URL(written, document.baseURI).href.replace(/\/$/, "")
	}
	show()
	return {element: [labelled("Server", select), variables], url}
}

// ---- Bodies

/** The editor of a body of one media type: its element, and a function that reads it. */
function bodyEditor(type, media) {
	const schema = media.schema ?? media.itemSchema ?? {}
	const all = merged(schema)
	const examples = examplesOf(media, schema, "request", true)
	const isMultipart = /^multipart\//.test(type)
	const isForm = isMultipart || /urlencoded/.test(type)
	if (isForm && all.properties) {
		const fields = members(all.properties).map(([name, property]) => {
			const content = merged(merged(property).items ?? property)
			const encoding = media.encoding?.[name] ?? {}
			const isBytes = content.contentMediaType && !content.contentEncoding
			const isOther = encoding.contentType && !/^text|json/.test(encoding.contentType)
			const isFile = isMultipart && (content.format === "binary" || isBytes || isOther)
			const required = list(all.required).includes(name)
			return {encoding, ...field(name, property, {required, initial: examples[0]?.[1]?.[name], isFile})}
		})
		return {element: fields.map(it => it.element), read: () => formBody(type, fields)}
	}
	if (!isForm && !/json|xml|^text\/|yaml|javascript|graphql/.test(type)) {
		const file = field("file", {}, {isFile: true})
		return {element: file.element, read: () => ({body: file.read()?.[0], shown: "@FILE", isFile: true, type})}
	}
	const value = index => written(examples[index]?.[1], type)
	const area = h("textarea.body", {rows: 8, spellcheck: "false", value: value(0)})
	const names = examples.map(([name], index) => [index, name])
	const select = chooser(names, 0, {onchange: () => (area.value = value(select.value))})
	const element = [examples.length > 1 && labelled("Example", select), labelled("Body", area)]
	return {element, read: () => ({body: area.value || undefined, shown: area.value, type})}
}

function formBody(type, fields) {
	const entered = fields.map(it => [it.name, it.read(), it.encoding]).filter(it => it[1] !== undefined)
	if (!/^multipart/.test(type)) {
		const body = entered.flatMap(it => formPairs(...it)).join("&")
		return {body, shown: body, type}
	}
	// `FormData` would give a part of JSON a file name.
	const boundary = `----${Math.random().toString(36).slice(2)}${Date.now().toString(36)}`
	const escaped = text => text.replace(/["\r\n]/g, encodeURIComponent)
	const pieces = []
	const parts = []
	for (const [name, value] of entered) {
		for (const one of [value].flat()) {
			const isFile = one instanceof File
			const mediaType = isFile ? one.type || "application/octet-stream" : isPrimitive(one) ? "" : "application/json"
			const file = isFile ? `; filename="${escaped(one.name)}"` : ""
			const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"${file}`
			pieces.push(head, mediaType && `\r\nContent-Type: ${mediaType}`, "\r\n\r\n", isFile ? one : asText(one), "\r\n")
			// `-F` reads files, and `--form-string` has no media type. A name ends at the first `=`.
			const key = name.replaceAll("=", "%3D")
			const text = asText(one).replace(/["\\]/g, "\\$&")
			if (isFile) parts.push(["-F", `${key}=@FILE`])
			else if (mediaType) parts.push(["-F", `${key}="${text}";type=${mediaType}`])
			else parts.push(["--form-string", `${key}=${asText(one)}`])
		}
	}
	return {body: new Blob([...pieces, `--${boundary}--\r\n`]), type: `${type}; boundary=${boundary}`, parts}
}

// ---- The form

const quoted = text => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** The command for a request. No text of the document or of a reader names a file: options that would read one have ours. */
function curl({method, url, headers, cookies, body}) {
	const parts = list(body?.parts)
	const hasBody = body?.shown || parts.length
	const option = method === "GET" && !hasBody ? "" : method === "HEAD" ? "-I " : `-X ${quoted(method)} `
	// A header that begins with `@` would be the name of a file.
	const lines = headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`.replace(/^@+/, ""))}`)
	if (cookies.length) lines.push(`-b ${quoted(cookies.join("; "))}`)
	lines.push(...parts.map(([option, part]) => `${option} ${quoted(part)}`))
	if (body?.shown) lines.push(`${body.isFile ? "--data-binary" : "--data-raw"} ${quoted(body.shown)}`)
	return [`curl ${option}${quoted(url)}`, ...lines].join(" \\\n  ")
}

/** The form of an operation. `changed` gets the command for curl, at once and whenever it changes. */
function tryIt(entry, {parameters, body, security, responses}, changed) {
	const server = serverField(entry)
	const fields = parameters.map(parameter => {
		const [type, media] = members(parameter.content)[0] ?? []
		const {name, required} = parameter
		const schema = parameter.schema ?? media?.schema ?? {}
		const initial = required ? examplesOf(parameter, schema, "request", true)[0]?.[1] : undefined
		const note = parameter.in === "cookie" ? "cookie of this page" : parameter.in
		return {
			parameter,
			isContent: Boolean(type),
			...field(name, schema, {required, initial, note, isJson: /json/.test(type)})
		}
	})
	const types = Object.keys(body?.content ?? {})
	const place = h("div")
	let editor = null
	const choose = () => {
		editor = bodyEditor(select.value, resolved(body.content[select.value]))
		place.replaceChildren()
		add(place, [editor.element])
	}
	const select = chooser(
		types.map(type => [type, type]),
		types[0],
		{onchange: choose}
	)
	if (types.length) choose()

	/** The request as it was entered; with placeholders if it is only shown. */
	const request = isShown => {
		const out = {method: entry.method, query: [], headers: [], cookies: [], body: editor?.read()}
		let path = entry.path.split("#")[0]
		for (const {name, read, parameter, isContent} of fields) {
			let value = read()
			if (value === undefined) {
				if (parameter.in === "path" && !isShown) throw new Error(`${name} is required`)
				continue
			}
			if (isContent) value = asText(value)
			const text = encode => styled(parameter, name, value, encode)
			if (parameter.in === "path") path = path.replaceAll(`{${name}}`, text(encoded))
			else if (parameter.in === "header") out.headers.push([name, text(String)])
			else if (parameter.in === "cookie") out.cookies.push(`${name}=${text(encoded)}`)
			else if (parameter.in === "querystring") out.query.push(isObject(value) ? String(new URLSearchParams(value)) : value)
			else out.query.push(...pairs(parameter, name, value))
		}
		authorize(out, security, isShown)
		const accept = new Set(responses.flatMap(([, response]) => Object.keys(response.content ?? {})))
		if (accept.size) out.headers.push(["Accept", [...accept].join(", ")])
		const isSent = out.body?.[isShown ? "shown" : "body"]
		if (isSent) out.headers.push(["Content-Type", out.body.type])
		const query = out.query.join("&")
		out.url = server.url() + path + (query && (path.includes("?") ? "&" : "?") + query)
		return out
	}

	const update = () => {
		try {
			changed(curl(request(true)))
		} catch (error) {
			changed(`# ${error.message}`)
		}
	}
	const result = h("div.result", {role: "status"})
	let abort = null
	const onsubmit = async event => {
		event.preventDefault()
		if (abort) return abort.abort()
		abort = new AbortController()
		button.textContent = "Stop"
		try {
			await exchange(request(false), result, abort.signal)
		} catch (error) {
			const isNetwork = error instanceof TypeError
			const hint = "No response: the server cannot be reached, or forbids requests from this page (CORS)."
			result.append(h("p.error", {}, isNetwork ? hint : error.name === "AbortError" ? "Stopped." : error.message))
		}
		abort = null
		button.textContent = "Send"
	}
	const button = h("button.send", {}, "Send")
	const group = (label, items) => items.length > 0 && h("fieldset", {}, h("legend", {}, label), items)
	const form = h(
		"form.try",
		{onsubmit, oninput: update, onchange: update, novalidate: true},
		server.element,
		group("Credentials", credentialFields(security)),
		group(
			"Parameters",
			fields.map(it => it.element)
		),
		group("Body", types.length ? [labelled("Media type", select), place] : []),
		button,
		result
	)
	update()
	return form
}

// ---- The response

/** Sends a request and shows the response as it arrives. */
async function exchange({method, url, headers, cookies, body}, result, signal) {
	result.replaceChildren()
	for (const cookie of cookies) document.cookie = `${cookie}; path=/; SameSite=Strict`
	const start = performance.now()
	const sent = /^(GET|HEAD)$/.test(method) ? undefined : body?.body
	const response = await fetch(url, {method, headers, body: sent, signal, cache: "no-store"})
	const elapsed = Math.round(performance.now() - start)
	const type = response.headers.get("content-type") ?? ""
	const size = h("span")
	const counted = bytes => (size.textContent = `, ${bytes} bytes`)
	const pre = h("pre", {tabindex: 0, "aria-label": "Response body"})
	const rows = [...response.headers].map(pair =>
		h(
			"tr",
			{},
			pair.map(text => h("td", {}, text))
		)
	)
	const status = h(response.ok ? "strong.ok" : "strong.error", {}, `${response.status} ${response.statusText}`)
	add(result, [h("p", {}, status, ` in ${elapsed} ms`, size), expandable("Headers", () => h("table", {}, rows)), pre])
	if (/^(image|audio|video|font)\/|octet-stream|pdf|zip/.test(type)) {
		const blob = await response.blob()
		const href = URL.createObjectURL(blob)
		counted(blob.size)
		const image = type.startsWith("image/") ? h("img", {src: href, alt: "Response body"}) : ""
		return pre.replaceWith(h("p", {}, h("a", {href, download: "body"}, "Save the body")), image)
	}
	await readText(response, /json(;|$)/.test(type), pre, counted)
}

/** Shows a text as it arrives, and JSON with line breaks in the end. Very long texts are cut. */
async function readText(response, isJson, pre, counted) {
	const limit = 300000
	const decoder = new TextDecoder()
	const reader = response.body?.getReader()
	let text = ""
	let bytes = 0
	for (let part; reader && !(part = await reader.read()).done;) {
		bytes += part.value.length
		if (text.length < limit) pre.textContent = text += decoder.decode(part.value, {stream: true})
		counted(bytes)
	}
	const whole = isJson ? indented(text) : text
	pre.textContent = whole.length < limit ? whole || "No body." : `${whole.slice(0, limit)}\n… (cut)`
}

/** JSON with line breaks. Its numbers stay as they are, which `JSON.parse` would round. */
function indented(text) {
	let depth = 0
	const line = step => `\n${"  ".repeat(Math.max(0, (depth += step)))}`
	return text.replace(/"(?:[^"\\]|\\.)*"|\[\s*\]|\{\s*\}|\s+|[{}[\],:]/g, token => {
		if (/^\s/.test(token)) return ""
		if (/^[{[]$/.test(token)) return token + line(1)
		if (/^[}\]]$/.test(token)) return line(-1) + token
		return {",": `,${line(0)}`, ":": ": "}[token] ?? token
	})
}
