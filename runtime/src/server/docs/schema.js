// Schemas: their types in words, their parts as a tree, and values that they describe.
"use strict";

// ---- Schemas

/** A schema with its references and `allOf` merged; `unions` has its `oneOf` and `anyOf`. */
function merged(schema, depth = 0) {
	if (!isObject(schema)) return { any: schema !== false, never: schema === false, unions: [] };
	const { $ref, allOf, oneOf, anyOf, ...own } = schema;
	const out = { ...own, unions: [] };
	for (const [kind, of] of [
		["oneOf", oneOf],
		["anyOf", anyOf],
	]) {
		if (list(of).length) out.unions.push({ kind, of, discriminator: own.discriminator });
	}
	if (depth > 24) return out;
	const target = $ref === undefined ? undefined : pointed($ref);
	for (const part of [...(target === undefined ? [] : [target]), ...list(allOf)]) {
		const inner = merged(part, depth + 1);
		for (const [key, value] of Object.entries(inner)) {
			if (key === "unions") out.unions.push(...value);
			else if (key === "required") out.required = [...new Set([...list(out.required), ...list(value)])];
			else if (key === "properties" && isObject(out.properties)) {
				const properties = { ...value };
				for (const [name, it] of Object.entries(out.properties)) {
					properties[name] = Object.hasOwn(value, name) ? { allOf: [it, value[name]] } : it;
				}
				out.properties = properties;
			} else if (key === "title" && part !== target) continue;
			else if (!Object.hasOwn(out, key)) out[key] = value;
		}
	}
	return out;
}

function typesOf(schema) {
	const types = list(schema.type).length ? schema.type : schema.type ? [schema.type] : [];
	if (types.length) return schema.nullable && !types.includes("null") ? [...types, "null"] : types;
	if (schema.properties || schema.additionalProperties || schema.patternProperties) return ["object"];
	return schema.items || schema.prefixItems ? ["array"] : [];
}

/** The type of a schema in a few words, with links to the schemas that it names. */
function typeOf(schema, depth = 0) {
	const name = schemaName(schema);
	if (name) return [h("a", { href: `#/schema/${encodeURIComponent(name)}` }, name)];
	const all = merged(schema);
	if (all.any || depth > 4) return ["any"];
	if (all.never) return ["never"];
	const of = (inner) => typeOf(inner, depth + 1);
	const words = typesOf(all).map((type) => {
		if (type === "array") {
			if (list(all.prefixItems).length) return ["tuple of ", joined(all.prefixItems.map(of), ", ")];
			return all.items === undefined ? ["array"] : ["array of ", of(all.items)];
		}
		const other = all.additionalProperties;
		if (type === "object" && isObject(other) && !all.properties) return ["map of ", of(other)];
		return [all.format && type !== "null" ? `${type} (${all.format})` : type];
	});
	if (words.length) return joined(words, " or ");
	if (all.unions.length) {
		const { kind, of: variants } = all.unions[0];
		return [
			kind === "oneOf" ? "one of " : "any of ",
			joined(variants.slice(0, 6).map(of), ", "),
			variants.length > 6 && ", …",
		];
	}
	if (list(schema.allOf).length === 1) return typeOf(schema.allOf[0], depth + 1);
	if (all.enum) return ["enum"];
	return [all.const !== undefined ? "constant" : "any"];
}

const joined = (parts, separator) => parts.flatMap((part, index) => (index ? [separator, part] : [part]));

function between(least, most, unit) {
	const units = (count) => `${count} ${unit}${count === 1 ? "" : "s"}`;
	if (least !== undefined && least === most) return `exactly ${units(least)}`;
	if (least !== undefined && most !== undefined) return `${least} to ${units(most)}`;
	if (most !== undefined) return `at most ${units(most)}`;
	return least ? `at least ${units(least)}` : null;
}

/** The constraints of a schema in words. */
function constraints(schema) {
	const words = [];
	const limit = (word, value) => value !== undefined && words.push(`${word} ${value}`);
	const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
	limit(above === true ? "more than" : "at least", minimum);
	limit(below === true ? "less than" : "at most", maximum);
	if (typeof above === "number") limit("more than", above);
	if (typeof below === "number") limit("less than", below);
	limit("a multiple of", schema.multipleOf);
	words.push(between(schema.minLength, schema.maxLength, "character"));
	words.push(between(schema.minItems, schema.maxItems, "item"));
	words.push(between(schema.minProperties, schema.maxProperties, "member"));
	if (schema.uniqueItems) words.push("no duplicates");
	if (schema.pattern !== undefined) words.push(["matches ", code(schema.pattern)]);
	if (schema.contains !== undefined) words.push(["contains ", typeOf(schema.contains)]);
	if (schema.propertyNames !== undefined) words.push(["names: ", constraints(merged(schema.propertyNames))]);
	for (const [name, needs] of members(schema.dependentRequired))
		words.push([code(name), " requires ", list(needs).join(", ")]);
	if (schema.contentMediaType) words.push(`contains ${schema.contentMediaType}`);
	if (schema.contentEncoding) words.push(`encoded as ${schema.contentEncoding}`);
	if (schema.additionalProperties === false || schema.unevaluatedProperties === false) words.push("no other members");
	if (schema.not !== undefined) words.push(["not ", typeOf(schema.not)]);
	if (schema.const !== undefined) words.push(["always ", code(JSON.stringify(schema.const))]);
	if (schema.default !== undefined) words.push(["default ", code(JSON.stringify(schema.default))]);
	const shown = words.filter((word) => word && word.length);
	return shown.length ? joined(shown, "; ") : [];
}

/** What is known of a value beside its type: description, constraints, values, example. */
function facts(schema, description) {
	const words = constraints(schema);
	const values = list(schema.enum);
	const examples = schema.examples ? list(schema.examples) : schema.example !== undefined ? [schema.example] : [];
	const simple = examples.filter((example) => typeof example !== "object" || example === null);
	return [
		markdown(description ?? schema.description),
		words.length > 0 && h("p", { class: "facts" }, words),
		values.length > 0 &&
			h(
				"p",
				{ class: "facts" },
				"One of ",
				joined(
					values.map((value) => code(JSON.stringify(value))),
					" ",
				),
			),
		simple.length > 0 && h("p", { class: "facts" }, "Example ", code(JSON.stringify(simple[0]))),
		schema.externalDocs && externalDocs(schema.externalDocs),
	];
}

const externalDocs = (docs) => h("p", null, link(docs.url ?? "", [docs.description || docs.url]));

function flags(schema, required) {
	return [
		required && badge("required", "required"),
		schema.deprecated && badge("deprecated", "deprecated"),
		schema.readOnly && badge("read-only"),
		schema.writeOnly && badge("write-only"),
	];
}

/** The parts of a schema, as a list of expandable items; null if it has none. `side` is "request", "response" or null. */
function tree(schema, side) {
	const all = merged(schema);
	const rows = [];
	const hidden = { request: "readOnly", response: "writeOnly" }[side];
	for (const [name, property] of members(all.properties)) {
		const inner = merged(property);
		if (!hidden || !inner[hidden]) rows.push(row(code(name), property, side, list(all.required).includes(name)));
	}
	for (const [pattern, property] of members(all.patternProperties))
		rows.push(row(["names like ", code(pattern)], property, side));
	if (isObject(all.additionalProperties)) rows.push(row("other members", all.additionalProperties, side));
	list(all.prefixItems).forEach((item, index) => rows.push(row(`item ${index + 1}`, item, side)));
	if (all.items !== undefined && all.items !== false) rows.push(row("items", all.items, side));
	for (const { kind, of, discriminator } of all.unions) {
		const variants = of.map((variant, index) => {
			const name = schemaName(variant) ?? merged(variant).title ?? `variant ${index + 1}`;
			const mapped = members(discriminator?.mapping).filter(
				([, to]) => to === variant.$ref || to === schemaName(variant),
			);
			const values = mapped.length ? mapped.map(([value]) => value) : schemaName(variant) ? [schemaName(variant)] : [];
			const when = discriminator?.propertyName && values.length > 0;
			return row([name, when && [" if ", code(`${discriminator.propertyName} = ${values.join(", ")}`)]], variant, side);
		});
		const word = kind === "oneOf" ? "One of these" : "Any of these, one or more";
		rows.push(h("li", null, h("p", { class: "union" }, word), h("ul", { class: "tree" }, variants)));
	}
	for (const key of ["if", "then", "else"]) {
		if (all[key] !== undefined && all.if !== undefined) rows.push(row(key, all[key], side));
	}
	for (const [name, inner] of members(all.dependentSchemas)) rows.push(row(["if there is ", code(name)], inner, side));
	return rows.length ? h("ul", { class: "tree" }, rows) : null;
}

function row(label, schema, side, required) {
	const all = merged(schema);
	const head = [
		h("span", { class: "name" }, label),
		" ",
		h("span", { class: "type" }, typeOf(schema)),
		" ",
		flags(all, required),
	];
	const about = facts(all);
	// Items of simple values have nothing to expand.
	const hasParts =
		all.unions.length ||
		["properties", "patternProperties", "prefixItems", "if", "dependentSchemas"].some((key) => all[key]);
	const isNested = hasParts || isObject(all.additionalProperties) || (all.items !== undefined && isObject(all.items));
	if (!isNested) return h("li", null, h("div", { class: "row" }, head), about);
	return h(
		"li",
		null,
		h("div", { class: "row" }, head),
		about,
		expandable("Details", () => tree(schema, side) ?? h("p", null, "Nothing more.")),
	);
}

function schemaView(schema, side) {
	const all = merged(schema);
	return h(
		"div",
		{ class: "schema" },
		h("p", { class: "row" }, h("span", { class: "type" }, typeOf(schema)), " ", flags(all)),
		facts(all),
		tree(schema, side),
	);
}

/** A value that the schema describes: its example, or one of its parts. */
function sample(schema, side, depth = 0, name = "") {
	const all = merged(schema);
	if (all.example !== undefined) return all.example;
	if (list(all.examples).length) return all.examples[0];
	if (all.const !== undefined) return all.const;
	if (list(all.enum).length) return all.enum[0];
	if (all.default !== undefined && all.default !== null) return all.default;
	if (depth > 6) return undefined;
	const union = all.unions[0];
	const type = typesOf(all)[0];
	if (union && (!type || type === "object")) {
		const { unions, ...own } = all;
		const chosen = sample(union.of[0], side, depth + 1, name);
		const rest = own.properties ? sample(own, side, depth + 1, name) : {};
		if (!isObject(chosen)) return chosen;
		const property = union.discriminator?.propertyName;
		const mapping = members(union.discriminator?.mapping).find(([, to]) => to === union.of[0].$ref);
		const tag = property ? { [property]: mapping?.[0] ?? schemaName(union.of[0]) ?? "" } : {};
		return { ...rest, ...chosen, ...tag };
	}
	const number = (usual) => {
		const least = typeof all.exclusiveMinimum === "number" ? all.exclusiveMinimum + 1 : all.minimum;
		const value = Math.max(usual, least ?? usual);
		return all.maximum !== undefined ? Math.min(value, all.maximum) : value;
	};
	switch (type) {
		case "object": {
			const hidden = { request: "readOnly", response: "writeOnly" }[side];
			const out = {};
			for (const [key, property] of members(all.properties)) {
				const inner = merged(property);
				if ((hidden && inner[hidden]) || (depth > 3 && !list(all.required).includes(key))) continue;
				const value = sample(property, side, depth + 1, key);
				if (value !== undefined) out[key] = value;
			}
			return out;
		}
		case "array": {
			if (list(all.prefixItems).length)
				return all.prefixItems.map((item) => sample(item, side, depth + 1, name) ?? null);
			const value = all.items === undefined ? undefined : sample(all.items, side, depth + 1, name);
			return value === undefined ? [] : [value];
		}
		case "integer":
		case "number":
			return number(1);
		case "boolean":
			return true;
		case "null":
			return null;
		case "string":
			return text(all, name);
		default:
			return depth ? "" : {};
	}
}

function text(schema, name) {
	const known = {
		date: "2026-01-31",
		"date-time": "2026-01-31T12:00:00Z",
		time: "12:00:00Z",
		duration: "P1D",
		uuid: "123e4567-e89b-42d3-a456-426614174000",
		email: "ada@example.com",
		uri: "https://example.com",
		ipv4: "192.0.2.1",
		ipv6: "2001:db8::1",
		byte: "aGVsbG8=",
	}[schema.format];
	const value = known ?? (name || "text");
	return value.padEnd(schema.minLength ?? 0, "x").slice(0, schema.maxLength ?? undefined);
}

// ---- Examples

/** The examples of a media type, parameter or header, as pairs of name and value. */
function examplesOf(owner, schema, side, fallback) {
	const named = members(owner.examples).map(([name, written]) => {
		const example = resolved(written);
		const value = example.serializedValue ?? example.dataValue ?? example.value ?? example.externalValue;
		return [example.summary || name, value];
	});
	if (named.length) return named;
	if (owner.example !== undefined) return [["Example", owner.example]];
	return fallback && schema !== undefined ? [["Sample", sample(schema, side)]] : [];
}

function written(value, type) {
	if (typeof value === "string" && !/json/i.test(type)) return value;
	if (/xml/i.test(type) && isObject(value)) return "";
	if (/jsonl|ndjson|json-seq/i.test(type) && Array.isArray(value))
		return value.map((item) => JSON.stringify(item)).join("\n");
	return JSON.stringify(value, null, 2) ?? "";
}

function contentView(content, side) {
	const types = members(content);
	const view = ([type, written_]) => {
		const media = resolved(written_);
		const schema = media.schema ?? media.itemSchema;
		const examples = examplesOf(media, schema, side, true).map(([name, value]) => [name, written(value, type)]);
		const shown = examples.filter(([, value]) => value);
		return [
			media.itemSchema && !media.schema && h("p", null, "A sequence of"),
			schema !== undefined && schemaView(schema, side),
			shown.length === 1 && copyable(shown[0][1], `${shown[0][0]} of ${type}`),
			shown.length > 1 &&
				tabs(
					"Examples",
					shown.map(([name, value]) => [name, () => copyable(value, name)]),
				),
		];
	};
	if (types.length === 1) return [h("p", { class: "media" }, code(types[0][0])), view(types[0])];
	return types.length
		? tabs(
				"Media types",
				types.map((type) => [type[0], () => h("div", null, view(type))]),
			)
		: null;
}
