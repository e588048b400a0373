// Runs OpenFeature's own JavaScript clients against the server that the environment names.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature as Server } from '@openfeature/server-sdk';
import { OpenFeature as Web, ProviderEvents, ProviderStatus } from '@openfeature/web-sdk';
import { EventSource } from './event-source.mjs';

const base = process.env.OFREP_BASE;
const strict = process.env.OFREP_STRICT_BASE;
const user = { targetingKey: 'user:1' };

/** Asks the test's server to do something. */
const control = (wish) => fetch(`${base}/control/${wish}`, { method: 'POST' });

/** Keeps what was sent and answered. */
function spy() {
  const calls = [];
  const call = async (request, init) => {
    const body = await request.clone().json();
    const response = await fetch(request, init);
    const at = new URL(request.url);
    calls.push({
      path: at.pathname,
      query: at.search,
      etag: request.headers.get('if-none-match'),
      body,
      status: response.status,
    });
    return response;
  };
  return { calls, call };
}

async function until(condition, what) {
  for (let i = 0; i < 200; i++) {
    if (condition()) {
      return;
    }
    await new Promise((done) => setTimeout(done, 25));
  }
  assert.fail(`waited in vain until ${what}`);
}

let domains = 0;

async function serverClient(baseUrl = base, options = {}) {
  const seen = spy();
  const domain = `server-${domains++}`;
  const provider = new OFREPProvider({ baseUrl, fetchImplementation: seen.call, ...options });
  await Server.setProviderAndWait(domain, provider);
  return { client: Server.getClient(domain), calls: seen.calls };
}

async function webClient(context = user, options = {}) {
  const seen = spy();
  const domain = `web-${domains++}`;
  await Web.setContext(domain, context);
  const provider = new OFREPWebProvider({
    baseUrl: base,
    fetchImplementation: seen.call,
    cacheMode: 'disabled',
    ...options,
  });
  await Web.setProviderAndWait(domain, provider);
  return { client: Web.getClient(domain), calls: seen.calls, domain, provider };
}

before(() => control('reset'));
after(async () => {
  await Server.close();
  await Web.close();
});

test('§2.2 server provider: every type of value arrives, with reason, variant and metadata', async () => {
  const { client } = await serverClient();
  const plain = await client.getBooleanDetails('plain', false, user);
  assert.deepEqual([plain.value, plain.reason, plain.variant], [true, 'STATIC', 'on']);
  assert.equal(await client.getStringValue('button', 'red', user), 'green');
  assert.equal(await client.getNumberValue('limit', 1, user), 10);
  assert.equal(await client.getNumberValue('ratio', 1, user), 10);
  assert.deepEqual(await client.getObjectValue('theme', {}, user), { ink: 'white', sizes: [1, 2.5] });
  const listed = await client.getBooleanDetails('listed', false, user);
  assert.equal(listed.reason, 'TARGETING_MATCH');
  assert.deepEqual(listed.flagMetadata, { team: 'web', n: 2, ok: true });
  assert.equal((await client.getBooleanDetails('listed', false, { targetingKey: 'x' })).reason, 'DEFAULT');
});

test('§2.2 server provider: 404 has key and errorCode, so it is FLAG_NOT_FOUND and not GENERAL', async () => {
  const { client } = await serverClient();
  const details = await client.getBooleanDetails('nowhere', true, user);
  assert.deepEqual([details.value, details.errorCode, details.reason], [true, 'FLAG_NOT_FOUND', 'ERROR']);
});

test('§2.2 server provider: 400 has key and errorCode, so it is TARGETING_KEY_MISSING', async () => {
  const { client, calls } = await serverClient(strict);
  assert.equal((await client.getBooleanDetails('plain', false, {})).errorCode, 'TARGETING_KEY_MISSING');
  assert.equal((await client.getBooleanDetails('plain', false, user)).value, true);
  assert.deepEqual(calls.map((call) => call.status), [400, 200]);
});

test('§2.2 server provider: a key with a slash and a blank is not found', async () => {
  const { client, calls } = await serverClient();
  const details = await client.getBooleanDetails('a b/c', false, user);
  assert.equal(details.errorCode, 'FLAG_NOT_FOUND');
  assert.ok(calls[0].path.endsWith('/ofrep/v1/evaluate/flags/a%20b/c'));
});

test('§2.2 server provider 0.1.3: a missing value is an error with the default; a boolean one never is missing', async () => {
  const { client } = await serverClient();
  const closed = await client.getStringDetails('closed', 'mine', user);
  assert.deepEqual([closed.value, closed.errorCode], ['mine', 'GENERAL']);
  const plain = await client.getBooleanDetails('closed_plain', true, user);
  assert.deepEqual([plain.value, plain.reason, plain.errorCode], [false, 'DISABLED', undefined]);
});

test('§2.1 server provider: 401 is an error with the default, and the right key is let in', async () => {
  const locked = process.env.OFREP_LOCKED_BASE;
  const out = await serverClient(locked);
  assert.equal((await out.client.getBooleanDetails('plain', false, user)).errorCode, 'GENERAL');
  const bearer = await serverClient(locked, { headers: [['Authorization', `Bearer ${process.env.OFREP_KEY}`]] });
  assert.equal(await bearer.client.getBooleanValue('plain', false, user), true);
  const key = await serverClient(locked, { headers: [['X-API-Key', process.env.OFREP_KEY]] });
  assert.equal(await key.client.getBooleanValue('plain', false, user), true);
});

test('§2.1 server provider: a failure of the server is GENERAL', async () => {
  const { client } = await serverClient();
  await control('fail-500');
  assert.equal((await client.getBooleanDetails('plain', false, user)).errorCode, 'GENERAL');
  await control('reset');
  assert.equal(await client.getBooleanValue('plain', false, user), true);
});

test('§2.2 server provider: 429 with Retry-After stops all calls, so this server answers none with it', async () => {
  const { client, calls } = await serverClient();
  await Promise.all(Array.from({ length: 300 }, () => client.getBooleanValue('plain', false, user)));
  assert.ok(calls.every((call) => call.status === 200));
});

test('§2.2 web provider: bulk has a flags array as JSON; each type of value arrives', async () => {
  const { client } = await webClient();
  assert.equal(client.getBooleanValue('plain', false), true);
  assert.equal(client.getStringValue('button', 'red'), 'green');
  assert.equal(client.getNumberValue('limit', 1), 10);
  assert.deepEqual(client.getObjectValue('theme', {}), { ink: 'white', sizes: [1, 2.5] });
  assert.equal(client.getBooleanDetails('nowhere', true).errorCode, 'FLAG_NOT_FOUND');
  assert.deepEqual(client.getBooleanDetails('listed', false).flagMetadata, { team: 'web', n: 2, ok: true });
  assert.equal(client.getBooleanDetails('pro', true).reason, 'DEFAULT');
});

test('§2.2 web provider: a missing value is the default, with the reason DISABLED', async () => {
  const { client } = await webClient();
  const details = client.getStringDetails('closed', 'mine');
  assert.deepEqual([details.value, details.reason, details.errorCode], ['mine', 'DISABLED', undefined]);
});

test('§2.1 ETag covers the context: after plan free → pro the client sees the new value', async () => {
  const { client, calls, domain } = await webClient({ ...user, plan: 'free' });
  assert.equal(client.getBooleanValue('pro', false), false);
  await Web.setContext(domain, { ...user, plan: 'pro' });
  assert.equal(client.getBooleanValue('pro', false), true);
  assert.ok(calls[1].etag, 'the provider sent the tag of the other context');
  assert.deepEqual(calls.map((call) => call.status), [200, 200]);
});

test('§2.2 web provider: does not poll unless told to; then If-None-Match, 304, and only the changed keys', async () => {
  const quiet = await webClient();
  const { client, calls } = await webClient(user, { pollInterval: 60 });
  const changes = [];
  client.addHandler(ProviderEvents.ConfigurationChanged, (event) => changes.push(event.flagsChanged));
  await until(() => calls.some((call) => call.status === 304), 'a poll was answered with 304');
  assert.ok(calls.slice(1).every((call) => call.etag));
  assert.deepEqual(changes, []);
  await control('kill-plain');
  await until(() => changes.length > 0, 'the change was told');
  assert.deepEqual(changes[0], ['plain']);
  assert.equal(client.getBooleanValue('plain', true), false);
  assert.equal(quiet.calls.length, 1);
  await control('reset');
});

test('§2.2 web provider: 500 or 401 while polling is STALE, and values are kept', async () => {
  for (const failure of ['fail-500', 'fail-401']) {
    const { client } = await webClient(user, { pollInterval: 60 });
    await control(failure);
    await until(() => client.providerStatus === ProviderStatus.STALE, `${failure} made it stale`);
    assert.equal(client.getBooleanValue('plain', false), true);
    await control('reset');
  }
});

test('§2.2 web provider: 401 at the start is FATAL', async () => {
  await assert.rejects(webClient(user, { baseUrl: process.env.OFREP_LOCKED_BASE }));
  const client = Web.getClient(`web-${domains - 1}`);
  assert.equal(client.providerStatus, ProviderStatus.FATAL);
});

test('§2.1 eventStreams: a change is told by server-sent events, and the client asks again', async () => {
  globalThis.EventSource = EventSource;
  const { client, calls, domain } = await webClient();
  const changes = [];
  client.addHandler(ProviderEvents.ConfigurationChanged, (event) => changes.push(event.flagsChanged));
  await until(() => calls.some((call) => call.status === 304), 'the stream made it ask once');
  const start = performance.now();
  await control('kill-plain');
  await until(() => changes.length > 0, 'the change was told');
  console.log(`# from the kill to the client's event: ${Math.round(performance.now() - start)} ms`);
  assert.deepEqual(changes[0], ['plain']);
  assert.equal(client.getBooleanValue('plain', true), false);
  await Web.clearProviders();
  delete globalThis.EventSource;
  await control('reset');
  assert.ok(domain);
});
