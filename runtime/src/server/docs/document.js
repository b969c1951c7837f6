// The document: references, operations, and Swagger 2.0 in the form of OpenAPI 3.
"use strict";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
let api; // The document.
let rust = { operations: {}, schemas: {}, secrets: {} }; // The names in Rust.
let livePath = null; // The base path of the server that serves this page; null if it is not the API's.
let entries = []; // All operations, in document order.
const credentials = {}; // By security scheme. They are kept in memory only.

// ---- The document

/** What a JSON Pointer in a fragment refers to. */
function pointed(reference) {
	if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
	let value = api;
	for (const token of reference.split("/").slice(1)) {
		let name = token;
		try {
			name = decodeURIComponent(token);
		} catch {
			// It is not encoded.
		}
		name = name.replace(/~1/g, "/").replace(/~0/g, "~");
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
		value = value[name];
	}
	return value;
}

/** An object without `$ref`. What stands beside a reference has precedence. */
function resolved(value) {
	for (let steps = 0; isObject(value) && typeof value.$ref === "string" && steps < 32; steps++) {
		const target = pointed(value.$ref);
		const { $ref, ...siblings } = value;
		value = isObject(target) ? { ...target, ...siblings } : target === undefined ? siblings : target;
	}
	return value ?? {};
}

function schemaName(schema) {
	const found = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec((isObject(schema) && schema.$ref) || "");
	if (!found) return null;
	try {
		return decodeURIComponent(found[1]).replace(/~1/g, "/").replace(/~0/g, "~");
	} catch {
		return found[1];
	}
}

const schemas = () => api.components?.schemas || api.definitions || {};
const schemes = () => api.components?.securitySchemes || upgradedSchemes(api.securityDefinitions) || {};

/** All operations of `paths` and `webhooks`. */
function operationsOf(paths, section) {
	const found = [];
	for (const [path, written] of members(paths)) {
		const item = resolved(written);
		const methods = METHODS.filter((method) => isObject(item[method])).map((method) => [
			method.toUpperCase(),
			item[method],
		]);
		for (const [method, operation] of [...methods, ...members(item.additionalOperations)]) {
			if (!isObject(operation)) continue;
			const tag = list(operation.tags)[0] ?? { webhook: "Webhooks", callback: "Callbacks" }[section] ?? "Operations";
			const text = [method, path, operation.summary, operation.operationId, ...list(operation.tags)]
				.join(" ")
				.toLowerCase();
			const hash = `#/${section ? `${section}/` : ""}${method}/${encodeURI(path.replace(/^\//, ""))}`;
			found.push({ section, method, path, item, operation, tag: String(tag), text, hash });
		}
	}
	return found;
}

/** The parameters, body and responses of an operation in the form of OpenAPI 3. */
function details({ item, operation }) {
	const parameters = new Map();
	for (const written of [...list(item.parameters), ...list(operation.parameters)]) {
		const parameter = resolved(written);
		parameters.set(`${parameter.in} ${parameter.name}`, parameter);
	}
	let all = [...parameters.values()];
	let body = operation.requestBody && resolved(operation.requestBody);
	let responses = members(operation.responses).filter(([status]) => !status.startsWith("x-"));
	responses = responses.map(([status, response]) => [status, resolved(response)]);
	if (api.swagger) {
		body = upgradedBody(operation, all);
		all = all.filter((it) => it.in !== "body" && it.in !== "formData").map(upgradedParameter);
		responses = responses.map(([status, response]) => [status, upgradedResponse(operation, response)]);
	}
	return { parameters: all, body, responses, security: operation.security ?? api.security ?? [] };
}

// ---- Swagger 2.0

function upgradedParameter({ name, in: place, required, description, ...schema }) {
	const styles = { multi: ["form", true], ssv: ["spaceDelimited", false], pipes: ["pipeDelimited", false] };
	const [style, explode] = styles[schema.collectionFormat] || [place === "query" ? "form" : "simple", false];
	return { name, in: place, required, description, schema, style, explode, example: schema["x-example"] };
}

function upgradedBody(operation, parameters) {
	const types = operation.consumes ?? api.consumes ?? [];
	const content = (usual, schema) =>
		Object.fromEntries((types.length ? types : [usual]).map((type) => [type, { schema }]));
	const body = parameters.find((it) => it.in === "body");
	if (body) return { ...body, content: content("application/json", body.schema) };
	const fields = parameters.filter((it) => it.in === "formData");
	if (!fields.length) return undefined;
	const property = ({ type, ...rest }) =>
		type === "file" ? { ...rest, type: "string", format: "binary" } : { ...rest, type };
	const properties = Object.fromEntries(fields.map(({ name, in: _, required, ...rest }) => [name, property(rest)]));
	const required = fields.filter((it) => it.required).map((it) => it.name);
	const hasFile = fields.some((it) => it.type === "file");
	const usual = hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded";
	return { content: content(usual, { type: "object", properties, required }), required: required.length > 0 };
}

function upgradedResponse(operation, response) {
	const headers = Object.fromEntries(members(response.headers).map(([name, it]) => [name, { ...it, schema: it }]));
	const types = operation.produces ?? api.produces ?? ["application/json"];
	const content = types.map((type) => [type, { schema: response.schema, example: response.examples?.[type] }]);
	return { ...response, headers, content: response.schema ? Object.fromEntries(content) : {} };
}

function upgradedSchemes(definitions) {
	const upgraded = ([name, it]) => {
		if (it.type === "basic") return [name, { ...it, type: "http", scheme: "basic" }];
		return [name, it.type === "oauth2" ? { ...it, flows: { [it.flow]: it } } : it];
	};
	return definitions && Object.fromEntries(members(definitions).map(upgraded));
}

function documentServers() {
	if (!api.swagger) return list(api.servers).length ? api.servers : [{ url: "/" }];
	const schemesOf = list(api.schemes).length ? api.schemes : [location.protocol.replace(":", "")];
	const host = api.host ?? location.host;
	return schemesOf.map((scheme) => ({ url: `${scheme}://${host}${api.basePath ?? ""}` }));
}
