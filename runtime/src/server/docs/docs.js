// The pages, the sidebar, the search, and the start.
"use strict";

const $ = (id) => document.getElementById(id);

// ---- Pages

function overview() {
	const info = api.info ?? {};
	const contact = info.contact ?? {};
	const servers = documentServers().map((server) =>
		h(
			"li",
			null,
			code(server.url),
			markdown(server.description),
			members(server.variables).map(([name, it]) =>
				h(
					"p",
					{ class: "facts" },
					code(name),
					` is ${it.default}`,
					list(it.enum).length > 0 && `, one of ${it.enum.join(", ")}`,
				),
			),
		),
	);
	const secured = members(schemes()).map(([name, written]) => {
		const scheme = resolved(written);
		const flows = members(scheme.flows).map(([kind, flow]) => {
			const scopes = members(flow.scopes).map(([scope, text]) => h("li", null, code(scope), ` ${text}`));
			return [
				h(
					"p",
					null,
					`${kind}: `,
					[flow.authorizationUrl, flow.tokenUrl].filter(Boolean).map((url) => [code(url), " "]),
				),
				h("ul", null, scopes),
			];
		});
		return h("li", null, code(name), ` ${schemeText(scheme)}`, markdown(scheme.description), flows);
	});
	const names = Object.keys(schemas()).map((name) => h("li", null, h("a", { href: schemaHash(name) }, name)));
	const section = (title, items, kind) => items.length > 0 && [h("h2", null, title), h("ul", { class: kind }, items)];
	return [
		h("h1", { tabindex: -1 }, info.title ?? "API", " ", badge(info.version ?? "")),
		info.summary && h("p", null, info.summary),
		markdown(info.description),
		h(
			"p",
			{ class: "facts" },
			h("a", { href: "openapi.json" }, "openapi.json"),
			" · ",
			h("a", { href: "llms.txt" }, "llms.txt"),
			info.license && [" · ", link(info.license.url ?? "", [info.license.name ?? "License"])],
			info.termsOfService && [" · ", link(info.termsOfService, ["Terms of service"])],
			(contact.url || contact.email) && [
				" · ",
				link(contact.url ?? `mailto:${contact.email}`, [contact.name ?? contact.email ?? "Contact"]),
			],
		),
		api.externalDocs && externalDocs(api.externalDocs),
		section("Servers", servers),
		section("Credentials", secured),
		h("h2", null, "Operations"),
		[...groups()].map(([tag, group]) => {
			const about = list(api.tags).find((it) => it.name === tag);
			return h(
				"section",
				null,
				h("h3", null, about?.summary ?? tag),
				markdown(about?.description),
				about?.externalDocs && externalDocs(about.externalDocs),
				expandable(
					`${group.length} operation${group.length === 1 ? "" : "s"}`,
					() =>
						h(
							"ul",
							{ class: "plain" },
							group.map((entry) => h("li", null, operationLink(entry))),
						),
					entries.length <= 40,
				),
			);
		}),
		names.length > 0 && [
			h("h2", null, "Schemas"),
			expandable(`${names.length} schemas`, () => h("ul", { class: "columns" }, names), names.length <= 40),
		],
	];
}

function schemeText(scheme) {
	if (scheme.type === "apiKey") return `API key in the ${scheme.in} ${scheme.name}`;
	if (scheme.type === "http") return `HTTP ${scheme.scheme}${scheme.bearerFormat ? ` (${scheme.bearerFormat})` : ""}`;
	return (
		{ oauth2: "OAuth 2", openIdConnect: `OpenID Connect ${scheme.openIdConnectUrl}`, mutualTLS: "client certificate" }[
			scheme.type
		] ?? ""
	);
}

const schemaHash = (name) => `#/schema/${encodeURIComponent(name)}`;
const titleOf = ({ operation, method, path }) => operation.summary || operation.operationId || `${method} ${path}`;

function methodBadge({ method }) {
	return h("span", { class: `method ${method.toLowerCase()}` }, method);
}

function operationLink(entry) {
	const deprecated = entry.operation.deprecated && "deprecated";
	return h("a", { href: entry.hash, class: deprecated }, methodBadge(entry), " ", h("span", null, titleOf(entry)));
}

function operationPage(entry) {
	const parts = details(entry);
	const { operation } = entry;
	const named = rust.operations[`${entry.section ? `${entry.section} ` : ""}${entry.method} ${entry.path}`];
	const sample = h("div");
	let line = "";
	const shown = named ? rustSamples(entry, named, parts) : [];
	const first = ["curl", () => curlPanel];
	const pre = h("code");
	const curlPanel = h("div", { class: "code" }, h("pre", { tabindex: 0, "aria-label": "curl command" }, pre));
	const isSent = !entry.section;
	const form = isSent && tryIt(entry, parts, (text) => (pre.textContent = line = text));
	const samples = [...(isSent ? [first] : []), ...shown];
	if (samples.length) sample.append(tabs("Code samples", samples));
	return [
		h("h1", { tabindex: -1 }, titleOf(entry), " ", operation.deprecated && badge("deprecated", "deprecated")),
		h("p", { class: "path" }, methodBadge(entry), " ", code(entry.path), entry.section && ` ${entry.section}`),
		h(
			"div",
			{ class: "columns-page" },
			h(
				"div",
				null,
				markdown(operation.description),
				operation.externalDocs && externalDocs(operation.externalDocs),
				operationParts(entry, parts, named),
			),
			h("aside", { "aria-label": "Samples and requests" }, sample, form && [h("h2", null, "Try it"), form]),
		),
	];
}

/** Parameters, body, responses and callbacks of an operation. */
function operationParts({ operation }, { parameters, body, responses, security }, named) {
	const places = {
		path: "Path parameters",
		query: "Query parameters",
		querystring: "Query",
		header: "Headers",
		cookie: "Cookies",
	};
	const groups = Object.entries(places).map(([place, title]) => {
		const rows = parameters.filter((it) => it.in === place).map((it) => valueRow(it.name, it, "request"));
		return rows.length > 0 && [h("h2", null, title), h("ul", { class: "tree" }, rows)];
	});
	const alternatives = security.map((requirement) => {
		const all = Object.entries(requirement).map(([name, scopes]) => [
			code(name),
			list(scopes).length > 0 && ` (${scopes.join(", ")})`,
		]);
		return h("li", null, all.length ? joined(all, " and ") : "none");
	});
	const callbacks = members(operation.callbacks).flatMap(([name, callback]) =>
		operationsOf(resolved(callback), "callback").map((inner) => {
			const key = `callback ${inner.method} ${inner.path}`;
			const fill = () =>
				h(
					"div",
					null,
					markdown(inner.operation.description),
					operationParts(inner, details(inner), rust.operations[key]),
				);
			return expandable([code(name), " ", methodBadge(inner), " ", code(inner.path)], fill);
		}),
	);
	return [
		groups,
		body && [
			h("h2", null, "Request body ", body.required && badge("required", "required")),
			markdown(body.description),
			contentView(body.content, "request"),
		],
		alternatives.length > 0 && [h("h2", null, "Credentials"), h("ul", null, alternatives)],
		h("h2", null, "Responses"),
		responses.map(([status, response], index) => {
			const variant = named?.variants[status]?.[0];
			const label = h(
				"span",
				{ class: "row" },
				h("strong", { class: /^[123]/.test(status) ? "ok" : "error" }, status),
				" ",
				response.summary ?? String(response.description ?? "").split("\n")[0],
				" ",
				variant && h("code", { class: "rust" }, variant),
			);
			return expandable(label, () => responseView(response), index === 0);
		}),
		callbacks.length > 0 && [h("h2", null, "Callbacks"), callbacks],
	];
}

function responseView(response) {
	const headers = members(response.headers).map(([name, header]) => valueRow(name, resolved(header), "response"));
	const links = members(response.links).map(([name, written]) => {
		const it = resolved(written);
		const target = entries.find(
			(entry) => entry.operation.operationId === it.operationId || pointed(it.operationRef) === entry.operation,
		);
		const values = members(it.parameters).map(([parameter, value]) => [
			" ",
			code(`${parameter} = ${typeof value === "string" ? value : JSON.stringify(value)}`),
		]);
		return h(
			"li",
			null,
			code(name),
			" → ",
			target ? operationLink(target) : (it.operationId ?? it.operationRef ?? ""),
			values,
			markdown(it.description),
		);
	});
	const content = contentView(response.content, "response");
	return h(
		"div",
		null,
		/\n/.test(response.description ?? "") && markdown(response.description),
		headers.length > 0 && [h("h3", null, "Headers"), h("ul", { class: "tree" }, headers)],
		content ? [headers.length > 0 && h("h3", null, "Body"), content] : h("p", null, "No body."),
		links.length > 0 && [h("h3", null, "Links"), h("ul", null, links)],
	);
}

/** A parameter or a header. */
function valueRow(name, owner, side) {
	const content = members(owner.content)[0];
	const schema = owner.schema ?? content?.[1]?.schema ?? {};
	const all = { ...merged(schema), deprecated: owner.deprecated };
	const head = [
		h("span", { class: "name" }, code(name)),
		" ",
		h("span", { class: "type" }, typeOf(schema)),
		content && ` as ${content[0]}`,
		" ",
		flags(all, owner.required),
	];
	const example = examplesOf(owner, schema, side)[0];
	const about = facts(
		example ? { ...all, example: example[1], examples: undefined } : all,
		owner.description ?? all.description,
	);
	const parts = tree(schema, side);
	return h("li", null, h("div", { class: "row" }, head), about, parts && expandable("Details", () => parts));
}

/** What a call of the client and a handler look like in Rust. */
function rustSamples({ section }, { method, owner, handler, client, success, response }, { security }) {
	const wrap = (before, items, after) => {
		const line = before + items.join(", ") + after;
		return line.length <= 72 || !items.length ? line : `${before}\n    ${items.join(",\n    ")},\n${after}`;
	};
	const values = client.map((it) => {
		const [name, type] = it.split(": ");
		return (type.startsWith("&") && type !== "&str" ? "&" : "") + name;
	});
	const secrets = [...new Set(security.flatMap(Object.keys))]
		.slice(0, 1)
		.map((name) => rust.secrets[name])
		.filter(Boolean);
	const calls = secrets.map(([name, names]) => `.${name}(${names.join(", ")})`).join("");
	const start = section ? `let sender = ${owner}::default();` : `let client = Client::default()${calls};`;
	const args = client.length ? `// ${client.join("\n// ")}\n` : "";
	const call = wrap(`${section ? "sender" : "client"}.${method}(`, values, ").await?;");
	const use = `use ${rust.crate}::api::client::${section ? owner : "{Client, Error}"};\n\n`;
	const out = [
		[
			"Rust client",
			() =>
				copyable(
					`${use}${start}\n${args}let response: ${success} =\n    ${call.replaceAll("\n", "\n    ")}\n// or Error<${response}>`,
					"Rust client",
				),
		],
	];
	if (handler) {
		const head = wrap(`async fn ${method}(`, ["&self", ...handler], `) -> Result<${response}, HandlerError> {`);
		const text = `impl ${owner} for Handlers {\n    ${head.replaceAll("\n", "\n    ")}\n        todo!()\n    }\n}`;
		out.push(["Rust handler", () => copyable(text, "Rust handler")]);
	}
	return out;
}

function schemaPage(name) {
	const schema = schemas()[name];
	const type = rust.schemas[name];
	const value = sample(schema, null);
	return [
		h("h1", { tabindex: -1 }, name),
		type && h("p", { class: "facts" }, "In Rust ", code(`types::${type}`)),
		schemaView(schema, null),
		value !== undefined && [h("h2", null, "Example"), copyable(JSON.stringify(value, null, 2))],
	];
}

// ---- Navigation

function groups() {
	const found = new Map(list(api.tags).map((tag) => [String(tag.name), []]));
	for (const entry of entries) {
		if (!found.has(entry.tag)) found.set(entry.tag, []);
		found.get(entry.tag).push(entry);
	}
	for (const [tag, group] of found) if (!group.length) found.delete(tag);
	return found;
}

function showSidebar() {
	const items = [...groups()].map(([tag, group]) => {
		const label = list(api.tags).find((it) => it.name === tag)?.summary ?? tag;
		const element = expandable(
			label,
			() =>
				h(
					"ul",
					null,
					group.map((entry) => h("li", null, operationLink(entry))),
				),
			entries.length <= 40,
		);
		group.forEach((entry) => (entry.group = element));
		return element;
	});
	const names = Object.keys(schemas());
	const link_ = (name) => h("li", null, h("a", { href: schemaHash(name) }, name));
	if (names.length) items.push(expandable("Schemas", () => h("ul", null, names.map(link_))));
	$("sidebar").replaceChildren(...items);
}

function show(isFirst) {
	const hash = location.hash;
	const name = hash.startsWith("#/schema/") ? decodeURIComponent(hash.slice(9)) : null;
	const entry = entries.find((it) => it.hash === hash);
	if (hash && !hash.startsWith("#/")) return;
	const isSchema = name !== null && Object.hasOwn(schemas(), name);
	const page = entry ? operationPage(entry) : isSchema ? schemaPage(name) : overview();
	const main = $("content");
	main.replaceChildren();
	add(main, page);
	const title = api.info?.title ?? "API";
	document.title = entry ? `${titleOf(entry)} – ${title}` : isSchema ? `${name} – ${title}` : title;
	if (entry) entry.group.open = true;
	// The list of a group is filled when the browser reports that it is open.
	setTimeout(() => {
		document.querySelector("nav [aria-current]")?.removeAttribute("aria-current");
		const current = [...document.querySelectorAll("nav a")].find((it) => it.getAttribute("href") === hash);
		current?.setAttribute("aria-current", "page");
		current?.scrollIntoView({ block: "nearest" });
	});
	toggleMenu(false);
	if (!isFirst) {
		scrollTo(0, 0);
		main.querySelector("h1").focus({ preventScroll: true });
	}
}

function toggleMenu(open) {
	document.body.classList.toggle("menu", open);
	$("menu").setAttribute("aria-expanded", open);
}

// ---- Search

/** The operations and schemas that have all words, the closest first. */
function searched(query) {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	if (!words.length) return [];
	const found = [];
	const consider = (text, start, result) => {
		if (words.every((word) => text.includes(word)))
			found.push([start.toLowerCase().startsWith(words[0]) ? 0 : 1, result]);
	};
	for (const entry of entries)
		consider(entry.text, titleOf(entry), {
			href: entry.hash,
			label: [methodBadge(entry), " ", titleOf(entry), h("small", null, ` ${entry.path}`)],
		});
	for (const name of Object.keys(schemas()))
		consider(name.toLowerCase(), name, { href: schemaHash(name), label: [badge("schema"), " ", name] });
	return found
		.sort((one, other) => one[0] - other[0])
		.slice(0, 40)
		.map(([, result]) => result);
}

function startSearch() {
	const [input, results] = [$("query"), $("results")];
	let active = -1;
	const close = () => {
		results.hidden = true;
		input.setAttribute("aria-expanded", false);
		input.removeAttribute("aria-activedescendant");
	};
	const options = () => [...results.querySelectorAll("a")];
	const activate = (index) => {
		active = index;
		options().forEach((option, at) => option.setAttribute("aria-selected", at === index));
		const option = options()[index];
		if (!option) return;
		input.setAttribute("aria-activedescendant", option.id);
		option.scrollIntoView({ block: "nearest" });
	};
	const update = () => {
		const found = searched(input.value);
		const option = ({ href, label }) =>
			h("a", { role: "option", id: newId(), href, tabindex: -1, "aria-selected": "false" }, label);
		results.replaceChildren(...found.map(option));
		if (!found.length)
			results.append(h("p", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing found."));
		results.hidden = !input.value.trim();
		input.setAttribute("aria-expanded", !results.hidden);
		activate(found.length ? 0 : -1);
	};
	input.addEventListener("input", update);
	input.addEventListener("focus", () => input.value.trim() && update());
	input.addEventListener("keydown", (event) => {
		const count = options().length;
		if (event.key === "Escape") close();
		else if (event.key === "Enter") options()[active]?.click();
		else if (count && event.key === "ArrowDown") activate((active + 1) % count);
		else if (count && event.key === "ArrowUp") activate((active + count - 1) % count);
		else return;
		event.preventDefault();
	});
	results.addEventListener("click", close);
	document.addEventListener("click", (event) => $("search").contains(event.target) || close());
	document.addEventListener("keydown", (event) => {
		const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName);
		if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
		event.preventDefault();
		input.focus();
	});
}

// ---- Start

function startTheme() {
	const apply = (theme) => (document.documentElement.dataset.theme = theme);
	let stored = null;
	try {
		stored = localStorage.getItem("theme");
	} catch {
		// It is forbidden.
	}
	const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
	let theme = stored ?? (isDark ? "dark" : "light");
	if (stored) apply(theme);
	$("theme").addEventListener("click", () => {
		theme = theme === "dark" ? "light" : "dark";
		apply(theme);
		try {
			localStorage.setItem("theme", theme);
		} catch {
			// It is forbidden.
		}
	});
}

async function load() {
	if (location.protocol === "file:") {
		// A page that is opened as a file cannot read files beside it, except for scripts.
		await new Promise((onload, onerror) => document.head.append(h("script", { src: "docs/data.js", onload, onerror })));
		const data = JSON.parse(globalThis.apiData);
		[api, rust] = [data.document, data.rust];
		return;
	}
	const [document_, names] = await Promise.all([fetch("openapi.json"), fetch("docs/rust.json").catch(() => null)]);
	if (!document_.ok) throw new Error(`openapi.json: ${document_.status}`);
	livePath = document_.headers.get("x-base-path");
	api = await document_.json();
	if (names?.ok) rust = await names.json();
}

async function start() {
	startTheme();
	$("menu").addEventListener("click", () => toggleMenu(!document.body.classList.contains("menu")));
	try {
		await load();
	} catch (error) {
		$("content").replaceChildren(h("p", { class: "error" }, `The document cannot be read. ${error.message ?? ""}`));
		return;
	}
	entries = [...operationsOf(api.paths, ""), ...operationsOf(api.webhooks, "webhook")];
	$("home").textContent = api.info?.title ?? "API";
	showSidebar();
	startSearch();
	show(true);
	addEventListener("hashchange", () => show(false));
}

start();
