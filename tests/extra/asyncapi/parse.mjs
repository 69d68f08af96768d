// Prints what AsyncAPI's own parser says of a document, as JSON: `node parse.mjs FILE`, where the parser is installed.
import { createRequire } from 'node:module'

const { Parser, fromFile } = createRequire(process.cwd() + '/')('@asyncapi/parser')
const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse()
const told = diagnostics.map(({ code, path, message }) => ({ code, at: path.join('/'), message }))
console.log(JSON.stringify({ channels: document ? document.channels().length : 0, told }))
