// Requests: the form to fill in, what is sent, and the response.
"use strict";

// ---- Parameters

const encoded = (text) =>
	encodeURIComponent(text).replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`);

/** A value as one or several parts of a style, before they are joined: pairs of name and text, or texts. */
function flattened(value) {
	if (Array.isArray(value)) return value.map(String);
	return members(value).map(([key, inner]) => [key, typeof inner === "object" ? JSON.stringify(inner) : String(inner)]);
}

/** The text of a value in a path, header or cookie. */
function styled({ style, explode }, name, value, encode) {
	const one = (text) => encode(String(text));
	const [prefix, separator] = { label: [".", explode ? "." : ","], matrix: [";", explode ? ";" : ","] }[style] || [
		"",
		",",
	];
	if (typeof value !== "object" || value === null)
		return style === "matrix" ? `;${name}=${one(value)}` : prefix + one(value);
	const parts = flattened(value);
	const texts = parts.map((part) => {
		if (Array.isArray(part)) return part.map(one).join(explode ? "=" : ",");
		return style === "matrix" && explode ? `${name}=${one(part)}` : one(part);
	});
	return prefix + (style === "matrix" && !explode ? `${name}=` : "") + texts.join(separator);
}

/** The pairs of a value in a query or a form, encoded. */
function pairs({ style = "form", explode = style === "form" || style === "deepObject", allowReserved }, name, value) {
	const one = (text) =>
		allowReserved ? encodeURI(String(text)).replace(/[#&+]/g, encodeURIComponent) : encoded(String(text));
	const key = encoded(name);
	if (typeof value !== "object" || value === null) return [`${key}=${one(value)}`];
	const parts = flattened(value);
	if (style === "deepObject") return parts.map(([inner, text]) => `${encoded(`${name}[${inner}]`)}=${one(text)}`);
	if (explode)
		return parts.map((part) => (Array.isArray(part) ? `${encoded(part[0])}=${one(part[1])}` : `${key}=${one(part)}`));
	const separator = { spaceDelimited: "%20", pipeDelimited: "%7C" }[style] || ",";
	return [`${key}=${parts.flat().map(one).join(separator)}`];
}

/** A field of the form for a value: its element, and a function that reads it. Nothing entered is undefined. */
function field(name, schema, options) {
	const all = merged(schema ?? {});
	const type = typesOf(all)[0];
	const id = newId();
	const { required, initial, isFile, isJson } = options;
	let input;
	let read = () => (input.value === "" ? undefined : input.value);
	const json = () => {
		try {
			return input.value.trim() === "" ? undefined : JSON.parse(input.value);
		} catch (error) {
			throw new Error(`${name}: ${error.message}`);
		}
	};
	const values = all.enum ?? (type === "boolean" ? [true, false] : null);
	if (isFile) {
		input = h("input", { id, type: "file", multiple: type === "array" });
		read = () => (input.files.length ? [...input.files] : undefined);
	} else if (values && !isJson) {
		const option = (value) => h("option", { value: JSON.stringify(value), selected: value === initial }, String(value));
		input = h("select", { id }, h("option", { value: "" }, "–"), values.map(option));
		read = json;
	} else if (type === "array" && !isJson) {
		input = h("textarea", {
			id,
			rows: 2,
			placeholder: "one on each line",
			".value": list(initial).map(String).join("\n"),
		});
		read = () => (input.value === "" ? undefined : input.value.split("\n"));
	} else if (type === "object" || isJson) {
		input = h("textarea", {
			id,
			rows: 3,
			placeholder: "JSON",
			".value": initial === undefined ? "" : JSON.stringify(initial, null, 2),
		});
		read = json;
	} else {
		const kind = all.format === "password" ? "password" : "text";
		const value = typeof initial === "object" ? JSON.stringify(initial) : initial;
		input = h("input", {
			id,
			type: kind,
			".value": value ?? "",
			autocomplete: "off",
			spellcheck: "false",
			placeholder: all.default ?? "",
		});
	}
	input.required = Boolean(required);
	const label = h(
		"label",
		{ for: id },
		code(name),
		required && badge("required", "required"),
		options.note && h("small", null, ` ${options.note}`),
	);
	return { element: h("div", { class: "field" }, label, input), read: () => read(), name };
}

// ---- Credentials

/** The fields of the schemes that an operation needs. */
function credentialFields(security, changed) {
	const names = [...new Set(security.flatMap((requirement) => Object.keys(requirement)))];
	return names.map((name) => {
		const scheme = resolved(schemes()[name]);
		const kind = scheme.type === "http" ? String(scheme.scheme).toLowerCase() : scheme.type;
		const entry = (label, key, type) => {
			const id = newId();
			const value = (credentials[name] ??= {});
			const input = (event) => {
				value[key] = event.target.value;
				changed();
			};
			const box = h("input", { id, type, ".value": value[key] ?? "", oninput: input, autocomplete: "off" });
			return h("div", { class: "field" }, h("label", { for: id }, code(name), ` ${label}`), box);
		};
		if (kind === "mutualTLS") return h("p", null, code(name), " is a client certificate, which the browser chooses.");
		if (kind === "basic") return [entry("username", "username", "text"), entry("password", "secret", "password")];
		if (kind === "apiKey") return entry(`API key (${scheme.in} ${scheme.name})`, "secret", "password");
		return entry(
			kind === "bearer" ? "bearer token" : kind === "oauth2" || kind === "openIdConnect" ? "access token" : kind,
			"secret",
			"password",
		);
	});
}

/** Adds the credentials that were entered: those of the first requirement that has all. `shown` is without secrets. */
function authorize(request, security, shown) {
	const has = (name) => credentials[name]?.secret;
	const chosen = security.find((it) => Object.keys(it).length && Object.keys(it).every(has)) ?? (shown && security[0]);
	for (const name of Object.keys(chosen ?? {})) {
		const scheme = resolved(schemes()[name]);
		const secret = shown ? "SECRET" : has(name);
		const kind = String(scheme.scheme).toLowerCase();
		if (scheme.type === "apiKey") {
			if (scheme.in === "query") request.query.push(`${encoded(scheme.name)}=${encoded(secret)}`);
			else if (scheme.in === "cookie") request.cookies.push(`${scheme.name}=${encoded(secret)}`);
			else request.headers.push([scheme.name, secret]);
		} else if (scheme.type === "http" && kind === "basic") {
			const bytes = new TextEncoder().encode(`${credentials[name]?.username ?? ""}:${secret}`);
			request.headers.push(["Authorization", shown ? "Basic SECRET" : `Basic ${btoa(String.fromCharCode(...bytes))}`]);
		} else if (scheme.type !== "mutualTLS") {
			const prefix = scheme.type === "http" && kind !== "bearer" ? scheme.scheme : "Bearer";
			request.headers.push(["Authorization", `${prefix} ${secret}`]);
		}
	}
}

// ---- Servers

/** The servers to choose from, as pairs of a label and an object of servers; the first is the one that serves the page. */
function serverChoices({ item, operation }) {
	const own = list(operation.servers).length ? operation.servers : item.servers;
	const written = list(own).length ? own : documentServers();
	const choices = written.map((server) => [server.description || server.name || server.url, server]);
	if (livePath === null) return choices;
	const folder = location.pathname.replace(/[^/]*$/, "").replace(/\/$/, "");
	const base = folder.endsWith(livePath) ? folder : folder + livePath;
	return [["This server", { url: location.origin + base }], ...choices];
}

/** The fields for the server and its variables, and a function that gives the URL. */
function serverField(entry, changed) {
	const choices = serverChoices(entry);
	const values = {};
	const variables = h("div");
	const show = () => {
		const server = choices[select.value][1];
		variables.replaceChildren();
		for (const [name, variable] of members(server.variables)) {
			const id = newId();
			values[name] = variable.default;
			const input = (event) => {
				values[name] = event.target.value;
				changed();
			};
			const options = list(variable.enum).map((value) => h("option", { selected: value === variable.default }, value));
			const box = options.length
				? h("select", { id, onchange: input }, options)
				: h("input", { id, ".value": variable.default, oninput: input });
			variables.append(h("div", { class: "field" }, h("label", { for: id }, code(name)), box));
		}
		changed();
	};
	const id = newId();
	const options = choices.map(([label, { url }], index) =>
		h("option", { value: index }, label === url ? url : `${label}: ${url}`),
	);
	const select = h("select", { id, onchange: show }, options);
	const url = () => {
		const template = choices[select.value][1].url.replace(/\{([^{}]*)\}/g, (all, name) => values[name] ?? all);
		return new URL(template, document.baseURI).href.replace(/\/$/, "");
	};
	const element = h("div", null, h("div", { class: "field" }, h("label", { for: id }, "Server"), select), variables);
	return { element, url, show };
}

// ---- Bodies

/** The editor of a body of one media type: its element, and a function that reads it. */
function bodyEditor(type, media) {
	const schema = media.schema ?? media.itemSchema ?? {};
	const all = merged(schema);
	const examples = examplesOf(media, schema, "request", true);
	const isForm = /^(multipart\/|application\/x-www-form-urlencoded)/.test(type);
	if (isForm && all.properties) {
		const initial = isObject(examples[0]?.[1]) ? examples[0][1] : {};
		const fields = members(all.properties).map(([name, property]) => {
			const inner = merged(property);
			const content = merged(inner.items ?? property);
			const encoding = media.encoding?.[name] ?? {};
			const isText = !encoding.contentType || /^text|json/.test(encoding.contentType);
			const isFile =
				content.format === "binary" ||
				!isText ||
				(/^multipart/.test(type) && content.contentMediaType && !content.contentEncoding);
			return {
				encoding,
				...field(name, property, { required: list(all.required).includes(name), initial: initial[name], isFile }),
			};
		});
		return {
			element: h(
				"div",
				null,
				fields.map((it) => it.element),
			),
			read: () => formBody(type, fields),
		};
	}
	const isText = /json|xml|^text\/|yaml|javascript|graphql|event-stream/.test(type) || isForm;
	if (!isText) {
		const file = field("file", {}, { isFile: true });
		return { element: file.element, read: () => ({ body: file.read()?.[0], shown: "@file", type }) };
	}
	const id = newId();
	const area = h("textarea", {
		id,
		rows: 8,
		class: "body",
		spellcheck: "false",
		".value": examples.length ? written(examples[0][1], type) : "",
	});
	const choose = (event) => (area.value = written(examples[event.target.value][1], type));
	const options = examples.map(([name], index) => h("option", { value: index }, name));
	const select = examples.length > 1 && h("select", { "aria-label": "Example", onchange: choose }, options);
	const element = h("div", { class: "field" }, h("label", { for: id }, "Body"), select, area);
	return { element, read: () => ({ body: area.value || undefined, shown: area.value, type }) };
}

function formBody(type, fields) {
	const entered = fields.map((it) => [it.name, it.read(), it.encoding]).filter(([, value]) => value !== undefined);
	if (!/^multipart/.test(type)) {
		const body = entered.flatMap(([name, value, encoding]) => pairs(encoding, name, value)).join("&");
		return { body, shown: body, type };
	}
	const body = new FormData();
	const parts = [];
	for (const [name, value] of entered) {
		for (const one of Array.isArray(value) ? value : [value]) {
			if (one instanceof File) body.append(name, one);
			else if (isObject(one)) body.append(name, new Blob([JSON.stringify(one)], { type: "application/json" }));
			else body.append(name, String(one));
			parts.push(
				one instanceof File
					? `${name}=@${one.name}`
					: isObject(one)
						? `${name}=${JSON.stringify(one)};type=application/json`
						: `${name}=${one}`,
			);
		}
	}
	// The browser adds the boundary to the media type.
	return { body, parts };
}

// ---- The form

const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function curl({ method, url, headers, cookies, body }) {
	const lines = [`curl ${method === "GET" ? "" : method === "HEAD" ? "-I " : `-X ${method} `}${quoted(url)}`];
	for (const [name, value] of headers) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
	if (cookies.length) lines.push(`-b ${quoted(cookies.join("; "))}`);
	if (body?.parts) lines.push(...body.parts.map((part) => `-F ${quoted(part)}`));
	else if (body?.shown) lines.push(`--data-binary ${quoted(body.shown)}`);
	return lines.join(" \\\n  ");
}

/** The form of an operation. `changed` gets what curl would send, whenever it changes. */
function tryIt(entry, { parameters, body, security, responses }, changed) {
	const update = () => {
		try {
			changed(curl(request(true)));
		} catch (error) {
			changed(`# ${error.message}`);
		}
	};
	const server = serverField(entry, () => ready && update());
	let ready = false;
	const fields = parameters.map((parameter) => {
		const content = members(parameter.content)[0];
		const schema = parameter.schema ?? content?.[1]?.schema ?? {};
		const examples = examplesOf(parameter, schema, "request", parameter.required);
		const note = parameter.in === "cookie" ? "cookie of this page" : parameter.in;
		const options = {
			required: parameter.required,
			initial: examples[0]?.[1],
			note,
			isJson: content && /json/.test(content[0]),
		};
		return { ...field(parameter.name, schema, options), parameter, isContent: Boolean(content) };
	});
	const types = Object.keys(body?.content ?? {});
	let editor = null;
	const place = h("div");
	const choose = (type) => {
		editor = bodyEditor(type, resolved(body.content[type]));
		place.replaceChildren(editor.element);
	};
	let type = null;
	if (types.length) {
		const id = newId();
		const change = (event) => choose(event.target.value);
		type = h(
			"div",
			{ class: "field" },
			h("label", { for: id }, "Media type"),
			h(
				"select",
				{ id, onchange: change },
				types.map((it) => h("option", null, it)),
			),
		);
		choose(types[0]);
	}

	/** The request as it was entered; with placeholders if it is only shown. */
	function request(shown) {
		const out = { method: entry.method, query: [], headers: [], cookies: [], body: null };
		let path = entry.path.split("#")[0];
		for (const { name, read, parameter, isContent } of fields) {
			let value = read();
			if (value === undefined) {
				if (parameter.in === "path" && !shown) throw new Error(`${name} is required`);
				continue;
			}
			if (isContent && typeof value !== "string") value = JSON.stringify(value);
			const style = { explode: parameter.explode ?? false, style: parameter.style };
			if (parameter.in === "path") path = path.replaceAll(`{${name}}`, styled(style, name, value, encoded));
			else if (parameter.in === "header") out.headers.push([name, styled(style, name, value, String)]);
			else if (parameter.in === "cookie") out.cookies.push(`${name}=${styled(style, name, value, encoded)}`);
			else if (parameter.in === "querystring")
				out.query.push(isObject(value) ? new URLSearchParams(value).toString() : String(value));
			else out.query.push(...pairs(parameter, name, value));
		}
		authorize(out, security, shown);
		const accept = [...new Set(responses.flatMap(([, response]) => Object.keys(response.content ?? {})))];
		if (accept.length) out.headers.push(["Accept", accept.join(", ")]);
		if (editor) {
			out.body = editor.read();
			if (out.body.type && (out.body.body ?? out.body.shown)) out.headers.push(["Content-Type", out.body.type]);
		}
		const query = out.query.join("&");
		out.url = server.url() + path + (query && (path.includes("?") ? "&" : "?") + query);
		return out;
	}

	const result = h("div", { class: "result", role: "status", "aria-live": "polite" });
	let abort = null;
	const send = async (event) => {
		event.preventDefault();
		if (abort) return abort.abort();
		abort = new AbortController();
		button.textContent = "Stop";
		try {
			await exchange(request(false), result, abort.signal);
		} catch (error) {
			const isNetwork = error instanceof TypeError;
			const hint =
				"There was no response: the server cannot be reached, or does not allow requests from this page (CORS).";
			result.append(
				h("p", { class: "error" }, isNetwork ? hint : error.name === "AbortError" ? "Stopped." : error.message),
			);
		}
		abort = null;
		button.textContent = "Send";
	};
	const button = h("button", { type: "submit", class: "send" }, "Send");
	const group = (label, inner) => inner.length > 0 && h("fieldset", null, h("legend", null, label), inner);
	const form = h(
		"form",
		{ onsubmit: send, oninput: update, onchange: update, novalidate: true },
		server.element,
		group("Credentials", credentialFields(security, update)),
		group(
			"Parameters",
			fields.map((it) => it.element),
		),
		types.length > 0 && group("Body", [type, place]),
		button,
	);
	ready = true;
	server.show();
	return h("div", { class: "try" }, form, result);
}

/** Sends a request and shows the response as it arrives. */
async function exchange({ method, url, headers, cookies, body }, result, signal) {
	result.replaceChildren(h("p", null, "Waiting…"));
	for (const cookie of cookies) document.cookie = `${cookie}; path=/; SameSite=Strict`;
	const start = performance.now();
	let response;
	try {
		const isBodyless = method === "GET" || method === "HEAD";
		response = await fetch(url, {
			method,
			headers,
			body: isBodyless ? undefined : body?.body,
			signal,
			cache: "no-store",
		});
	} catch (error) {
		result.replaceChildren();
		throw error;
	}
	const elapsed = Math.round(performance.now() - start);
	const type = response.headers.get("content-type") ?? "";
	const size = h("span");
	const pre = h("pre", { tabindex: 0, "aria-label": "Response body" });
	const rows = [...response.headers].map(([name, value]) =>
		h("tr", null, h("th", { scope: "row" }, name), h("td", null, value)),
	);
	const kind = response.ok ? "ok" : response.status < 400 ? "" : "error";
	result.replaceChildren(
		h(
			"p",
			null,
			h("strong", { class: `status ${kind}` }, `${response.status} ${response.statusText}`),
			` in ${elapsed} ms`,
			size,
		),
		expandable("Headers", () => h("div", { class: "scroll" }, h("table", null, h("tbody", null, rows)))),
		pre,
	);
	const counted = (bytes) => (size.textContent = `, ${bytes} bytes`);
	if (/^(image|audio|video|font)\/|octet-stream|pdf|zip/.test(type)) {
		const blob = await response.blob();
		const address = URL.createObjectURL(blob);
		counted(blob.size);
		const image = /^image\//.test(type) && h("img", { src: address, alt: "Response body" });
		pre.replaceWith(h("p", null, h("a", { href: address, download: "body" }, "Save the body")), image || "");
		return;
	}
	await shownAsText(response, type, pre, counted);
}

/** Shows a text as it arrives, and JSON formatted in the end. Very long texts are cut. */
async function shownAsText(response, type, pre, counted) {
	const limit = 300000;
	const decoder = new TextDecoder();
	let text = "";
	let bytes = 0;
	if (response.body) {
		for (const reader = response.body.getReader(); ;) {
			const { done, value } = await reader.read();
			if (done) break;
			bytes += value.length;
			if (text.length < limit) text += decoder.decode(value, { stream: true });
			pre.textContent = text;
			counted(bytes);
		}
	}
	if (!text) return pre.replaceWith(h("p", null, "No body."));
	if (/json(;|$)/.test(type) && text.length < limit) {
		try {
			text = JSON.stringify(JSON.parse(text), null, 2);
		} catch {
			// It is shown as it is.
		}
	}
	pre.textContent = text.length < limit ? text : `${text.slice(0, limit)}\n… (cut)`;
}
