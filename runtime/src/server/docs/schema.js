// Schemas: their types in words, their parts as a tree, and values that they describe.
"use strict"

const mergedSchemas = new WeakMap()

/** A schema with its references and `allOf` merged; `unions` has its `oneOf` and `anyOf`. */
function merged(schema) {
	if (!isObject(schema)) return {isNever: schema === false, unions: []}
	if (mergedSchemas.has(schema)) return mergedSchemas.get(schema)
	// For a schema that includes itself.
	mergedSchemas.set(schema, {unions: []})
	const {$ref, allOf, oneOf, anyOf, ...out} = schema
	const union = (of, words) => (list(of).length ? [{of, words, discriminator: out.discriminator}] : [])
	out.unions = [...union(oneOf, ["one of ", "One of these"]), ...union(anyOf, ["any of ", "One or more of these"])]
	for (const part of [pointed($ref), ...list(allOf)]) {
		const {unions, title, required, properties, ...rest} = merged(part)
		out.unions.push(...unions)
		if (required) out.required = [...list(out.required), ...list(required)]
		if (properties) {
			const own = members(out.properties)
			out.properties = {...properties, ...out.properties}
			const isBoth = ([name]) => Object.hasOwn(properties, name)
			for (const [name, it] of own.filter(isBoth)) out.properties[name] = {allOf: [it, properties[name]]}
		}
		Object.assign(out, {...rest, ...out})
	}
	mergedSchemas.set(schema, out)
	return out
}

function typesOf({type = [], nullable, properties, additionalProperties, patternProperties, items, prefixItems}) {
	const types = [type].flat()
	if (types.length) return nullable ? [...types, "null"] : types
	if (properties || additionalProperties || patternProperties) return ["object"]
	return items || prefixItems ? ["array"] : []
}

/** The type of a schema in a few words, with links to the schemas that it names. */
function typeOf(schema, depth = 0) {
	const name = schemaName(schema)
	if (name) return schemaLink(name)
	const all = merged(schema)
	if (all.isNever) return "never"
	if (depth > 4) return "any"
	const of = inner => typeOf(inner, depth + 1)
	const word = type => {
		if (type === "array" && all.prefixItems) return ["tuple of ", joined(list(all.prefixItems).map(of), ", ")]
		if (type === "array" && all.items) return ["array of ", of(all.items)]
		const isMap = type === "object" && isObject(all.additionalProperties) && !all.properties
		if (isMap) return ["map of ", of(all.additionalProperties)]
		return all.format && type !== "null" ? `${type} (${all.format})` : type
	}
	const types = typesOf(all)
	if (types.length) return joined(types.map(word), " or ")
	if (all.unions.length) {
		const [{of: variants, words}] = all.unions
		return [words[0], joined(variants.slice(0, 6).map(of), ", "), variants.length > 6 && ", …"]
	}
	return all.enum ? "enum" : "any"
}

const joined = (parts, separator) => parts.flatMap((part, index) => (index ? [separator, part] : [part]))
const json = value => code(JSON.stringify(value))

function between(least, most, unit) {
	const units = count => `${count} ${unit}${count === 1 ? "" : "s"}`
	if (most === undefined) return least && `at least ${units(least)}`
	if (least === most) return `exactly ${units(least)}`
	return least ? `${least} to ${units(most)}` : `at most ${units(most)}`
}

/** The constraints of a schema in words. */
function constraints(schema) {
	const {minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, propertyNames} = schema
	const given = (value, ...words) => value !== undefined && words
	const words = [
		given(minimum, above === true ? "more than " : "at least ", minimum),
		given(maximum, below === true ? "less than " : "at most ", maximum),
		typeof above === "number" && ["more than ", above],
		typeof below === "number" && ["less than ", below],
		given(schema.multipleOf, "a multiple of ", schema.multipleOf),
		between(schema.minLength, schema.maxLength, "character"),
		between(schema.minItems, schema.maxItems, "item"),
		between(schema.minProperties, schema.maxProperties, "member"),
		schema.uniqueItems && "no duplicates",
		given(schema.pattern, "matches ", code(schema.pattern)),
		given(schema.contains, "contains ", typeOf(schema.contains)),
		propertyNames?.pattern && ["names match ", code(propertyNames.pattern)],
		...members(schema.dependentRequired).map(([name, needs]) => [code(name), " requires ", list(needs).join(", ")]),
		schema.contentMediaType && `contains ${schema.contentMediaType}`,
		schema.contentEncoding && `encoded as ${schema.contentEncoding}`,
		(schema.additionalProperties === false || schema.unevaluatedProperties === false) && "no other members",
		given(schema.not, "not ", typeOf(schema.not)),
		given(schema.const, "always ", json(schema.const)),
		given(schema.default, "default ", json(schema.default))
	]
	return joined(words.filter(Boolean), "; ")
}

/** What is known of a value beside its type: description, constraints, values, example. */
function facts(schema) {
	const line = (words, ...before) => words.length > 0 && h("p.facts", {}, before, words)
	const example = [schema.examples ?? [], schema.example ?? []].flat().find(value => typeof value !== "object")
	return [
		markdown(schema.description),
		line(constraints(schema)),
		line(joined(list(schema.enum).map(json), " "), "One of "),
		example !== undefined && line([code(example)], "Example "),
		externalDocs(schema)
	]
}

const externalDocs = ({externalDocs: docs}) => docs && h("p", {}, link(docs.url, docs.description ?? docs.url))

const flags = ({deprecated, readOnly, writeOnly}, isRequired) => [
	isRequired && badge("required", "mark"),
	deprecated && badge("deprecated", "mark"),
	readOnly && badge("read-only"),
	writeOnly && badge("write-only")
]

/** The members that a request or a response may have; all of them where `side` is neither. */
function visible({properties}, side) {
	const hidden = {request: "readOnly", response: "writeOnly"}[side]
	return members(properties).filter(([, property]) => !merged(property)[hidden])
}

/** The parts of a schema: pairs of a label and a schema, and whether it is required. */
function partsOf(all, side) {
	const other = all.additionalProperties
	return [
		...visible(all, side).map(([name, inner]) => [code(name), inner, list(all.required).includes(name)]),
		...members(all.patternProperties).map(([pattern, inner]) => [["names like ", code(pattern)], inner]),
		...(isObject(other) ? [["other members", other]] : []),
		...list(all.prefixItems).map((item, index) => [`item ${index + 1}`, item]),
		...(isObject(all.items) ? [["items", all.items]] : []),
		...["if", "then", "else"].filter(key => all[key] !== undefined).map(key => [key, all[key]]),
		...members(all.dependentSchemas).map(([name, inner]) => [["if there is ", code(name)], inner])
	]
}

/** The parts of a schema, as a list of expandable items. */
function tree(all, side) {
	const rows = partsOf(all, side).map(([label, inner, isRequired]) => row(label, inner, side, isRequired))
	for (const {of, words, discriminator} of all.unions) {
		const variants = of.map((variant, index) => {
			const name = schemaName(variant)
			const mapped = members(discriminator?.mapping).filter(([, to]) => to === variant.$ref || to === name)
			const values = mapped.length ? mapped.map(([value]) => value) : name
			const when = discriminator && values && [" if ", code(`${discriminator.propertyName} = ${values}`)]
			return row([name ?? merged(variant).title ?? `variant ${index + 1}`, when], variant, side)
		})
		rows.push(h("li", {}, words[1], h("ul.tree", {}, variants)))
	}
	return h("ul.tree", {}, rows)
}

/** A part of a schema, a parameter or a header. What is in `own` is said in place of what the schema says. */
function row(label, schema, side, isRequired, own) {
	const all = {...merged(schema), ...own}
	const hasParts = all.unions.length || partsOf(all, side).length
	return h(
		"li",
		{},
		h("div", {}, h("span.name", {}, label), " ", h("span.quiet", {}, typeOf(schema)), " ", flags(all, isRequired)),
		facts(all),
		hasParts > 0 && expandable("Details", () => tree(all, side))
	)
}

function schemaView(schema, side) {
	const all = merged(schema)
	return h("div", {}, h("p.quiet", {}, typeOf(schema), " ", flags(all)), facts(all), tree(all, side))
}

// ---- Values

// How many more values a sample may have.
let room = 0

/** A value that the schema describes: its example, or one of its parts. */
function sample(schema, side, depth = 0, name = "text") {
	if (!depth) room = 500
	if (depth > 6 || --room < 0) return undefined
	const all = merged(schema)
	const known = [all.example, list(all.examples)[0], all.const, list(all.enum)[0], all.default ?? undefined]
	const given = known.find(value => value !== undefined)
	if (given !== undefined) return given
	const inner = (schema, name) => sample(schema, side, depth + 1, name)
	const [type] = typesOf(all)
	if (all.unions.length && (!type || type === "object")) {
		const [{of, discriminator}] = all.unions
		const chosen = inner(of[0], name)
		if (!isObject(chosen)) return chosen
		const [value] = members(discriminator?.mapping).find(([, to]) => to === of[0].$ref) ?? [schemaName(of[0])]
		const rest = all.properties ? inner({...all, unions: undefined}) : {}
		return {...rest, ...chosen, ...(discriminator && {[discriminator.propertyName]: value})}
	}
	const least = typeof all.exclusiveMinimum === "number" ? all.exclusiveMinimum + 1 : (all.minimum ?? 1)
	const number = Math.min(Math.max(1, least), typeof all.maximum === "number" ? all.maximum : Infinity)
	const object = () => {
		// Far inside, only what has to be there.
		const isShown = ([key]) => depth < 4 || list(all.required).includes(key)
		const entries = visible(all, side)
			.filter(isShown)
			.map(([key, property]) => [key, inner(property, key)])
		return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
	}
	const array = () =>
		[all.prefixItems ?? (all.items || [])]
			.flat()
			.map(item => inner(item, name))
			.filter(value => value !== undefined)
	const makers = {object, array, integer: () => number, number: () => number, boolean: () => true, null: () => null}
	if (makers[type]) return makers[type]()
	return type === "string" ? textOf(all, name) : {}
}

const TEXTS = {
	date: "2026-01-31",
	"date-time": "2026-01-31T12:00:00Z",
	time: "12:00:00Z",
	duration: "P1D",
	uuid: "123e4567-e89b-42d3-a456-426614174000",
	email: "ada@example.com",
	uri: "https://example.com",
	ipv4: "192.0.2.1",
	byte: "aGVsbG8="
}

const textOf = ({format, minLength = 0, maxLength}, name) => (TEXTS[format] ?? name).padEnd(minLength, "x").slice(0, maxLength)

/** The examples of a media type, parameter or header, as pairs of name and value; a sample if `hasSample` and there are none. */
function examplesOf(owner, schema, side, hasSample) {
	if (owner.example !== undefined) return [["Example", owner.example]]
	const named = members(owner.examples).map(([name, reference]) => {
		const {summary, value, dataValue, serializedValue, externalValue} = resolved(reference)
		return [summary ?? name, value ?? dataValue ?? serializedValue ?? externalValue]
	})
	return named.length || !hasSample ? named : [["Sample", sample(schema, side, 0, owner.name)]]
}

/** A value as the text of a media type; empty where that is XML, unless the example is one. `encoding` is that of a form. */
function written(value, type, encoding) {
	if (typeof value === "string" && !/json/.test(type)) return value
	if (value === undefined || /xml/.test(type)) return ""
	if (/urlencoded/.test(type)) return members(value).flatMap(([name, it]) => formPairs(name, it, encoding?.[name] ?? {})).join("&")
	const isLines = /jsonl|ndjson|-seq/.test(type) && Array.isArray(value)
	return isLines ? value.map(it => JSON.stringify(it)).join("\n") : JSON.stringify(value, null, 2)
}

function contentView(content, side) {
	const view = ([type, reference]) => {
		const media = resolved(reference)
		const schema = media.schema ?? media.itemSchema
		const examples = examplesOf(media, schema, side, schema !== undefined).map(([name, value]) => [name, written(value, type, media.encoding)])
		const shown = examples.filter(it => it[1]).map(([name, text]) => [name, () => copyable(text, name)])
		return [
			media.itemSchema && h("p", {}, "A sequence of"),
			schema !== undefined && schemaView(schema, side),
			tabs("Examples", shown)
		]
	}
	return tabs(
		"Media types",
		members(content).map(it => [code(it[0]), () => view(it)])
	)
}
