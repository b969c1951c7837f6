// The document: its references and operations.
"use strict"

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"]
let api // The document.
let rust = {operations: {}, schemas: {}, secrets: {}} // The names in Rust.
let livePath = null // The base path of the server that serves this page; null if it is not the API's.
let entries = [] // All operations, in document order.
const credentials = {} // By security scheme. They are kept in memory only.

// ---- The document

/** The names in a JSON Pointer in a fragment. */
function tokens(reference) {
	let text = reference
	try {
		text = decodeURIComponent(reference)
	} catch {
		// It is not encoded.
	}
	const names = text.split("/").slice(1)
	return names.map(name => name.replaceAll("~1", "/").replaceAll("~0", "~"))
}

/** What a reference refers to, if that is in the document. */
function pointed(reference) {
	if (typeof reference !== "string" || !reference.startsWith("#")) return undefined
	const step = (value, name) => (typeof value === "object" && value && Object.hasOwn(value, name) ? value[name] : undefined)
	return tokens(reference).reduce(step, api)
}

/** An object without `$ref`. What stands beside a reference has precedence. */
function resolved(value, steps = 0) {
	if (!isObject(value)) return value ?? {}
	const {$ref, ...own} = value
	return typeof $ref === "string" && steps < 32 ? {...resolved(pointed($ref), steps + 1), ...own} : value
}

function schemaName(schema) {
	const reference = isObject(schema) && schema.$ref
	return /^#\/components\/schemas\/[^/]+$/.test(reference) ? tokens(reference).at(-1) : undefined
}

const schemas = () => api.components?.schemas ?? {}
const schemes = () => api.components?.securitySchemes ?? {}
const documentServers = () => (list(api.servers).length ? api.servers : [{url: "/"}])

/** All operations of path items, which are in a section: "" for `paths`, "webhook" or "callback"; and what a callback is of. */
function operationsOf(paths, section, owner) {
	const all = members(paths).flatMap(([path, reference]) => {
		const item = resolved(reference)
		const methods = METHODS.map(method => [method.toUpperCase(), item[method]])
		return [...methods, ...members(item.additionalOperations)].map(([method, operation]) => ({
			section,
			method,
			path,
			item,
			operation
		}))
	})
	return all
		.filter(entry => isObject(entry.operation))
		.map(entry => {
			const {method, path, operation} = entry
			const tag = String(list(operation.tags)[0] ?? (section ? `${section}s` : "operations"))
			const text = [method, path, operation.summary, operation.operationId, tag].join(" ")
			const hash = `#/${section && `${section}/`}${method}/${encodeURI(path.replace(/^\//, ""))}`
			// As in `rust.json`.
			const key = [...[section, owner].filter(Boolean), method, path].join(" ")
			return {...entry, tag, text, hash, key}
		})
}

/** The callbacks of an operation, as pairs of the callback's name and an operation of it. */
function callbacksOf({key, operation}) {
	return members(operation.callbacks).flatMap(([name, callback]) => {
		const reference = isObject(callback) && callback.$ref
		const target = typeof reference === "string" && tokens(reference)
		// Those of components belong to no operation.
		const owner = /^#\/components\/callbacks\//.test(reference) ? target.at(-1) : `${key} ${target ? target.at(-1) : name}`
		return operationsOf(resolved(callback), "callback", owner).map(entry => [name, entry])
	})
}

/** The parameters, body and responses of an operation. Its own parameters have precedence over those of its path. */
function details({item, operation}) {
	const all = [item.parameters, operation.parameters].flatMap(list).map(it => resolved(it))
	const parameters = [...new Map(all.map(it => [`${it.in} ${it.name}`, it])).values()]
	const body = operation.requestBody && resolved(operation.requestBody)
	const documented = members(operation.responses).filter(([status]) => !status.startsWith("x-"))
	const responses = documented.map(([status, response]) => [status, resolved(response)])
	return {parameters, body, responses, security: list(operation.security ?? api.security)}
}
