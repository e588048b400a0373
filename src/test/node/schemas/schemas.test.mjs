// The JSON Schema by ajv in its strict mode, and the OpenAPI description by a parser of its own.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import OpenAPIParser from '@readme/openapi-parser';
import Ajv from 'ajv/dist/2020.js';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const schema = read('flags.schema.json');

test('the schema compiles in strict mode', () => {
  assert.equal(typeof new Ajv({ strict: true }).compile(schema), 'function');
});

test('the schema takes and refuses what the library takes and refuses', () => {
  const validate = new Ajv({ strict: true }).compile(schema);
  const documents = read('documents.json');
  assert.ok(documents.length > 100, `${documents.length} documents`);
  for (const { title, text, valid } of documents) {
    assert.equal(validate(JSON.parse(text)), valid, title);
  }
});

test('the identifier of the schema is a URI', () => {
  assert.match(schema.$id, /^(https:\/\/|tag:[a-z0-9.-]+,\d{4}(-\d{2}){0,2}:)/);
});

test('the description of the API is valid OpenAPI', async () => {
  const api = await OpenAPIParser.validate(read('openapi.json'));
  assert.ok(Object.keys(api.paths).length > 5);
});
