// Does the official JavaScript client work unchanged? Against the portal named by PORTICO_TEST_URL, else a demo of its own.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { startPortal } from './harness.mjs';

// The package's ES build imports itself without a file ending, so Node takes its CommonJS build.
const { ApiClient, NotFoundError, UserError, dateTime, field, fromCatalog, string } = createRequire(import.meta.url)(
    '@opendatasoft/api-client'
);

let domain = process.env.PORTICO_TEST_URL;
let portal;
let client;
let dataset;
let facet;

before(async () => {
    if (!domain) {
        portal = await startPortal();
        domain = portal.address;
    }
    client = new ApiClient({ domain });
    const catalog = await client.get(fromCatalog().datasets().limit(100));
    const hasFacet = (candidate) => candidate.fields.some((f) => f.type === 'text' && f.annotations.facet);
    const wanted = process.env.PORTICO_TEST_DATASET;
    const found = catalog.results.find((candidate) =>
        wanted ? candidate.dataset_id === wanted : candidate.has_records && hasFacet(candidate)
    );
    assert.ok(found, 'the portal has a dataset with a text facet');
    dataset = found.dataset_id;
    facet = found.fields.find((f) => f.type === 'text' && f.annotations.facet).name;
});

after(() => portal?.stop());

test('records resolve with a count and results', async () => {
    const answer = await client.get(fromCatalog().dataset(dataset).records().limit(3));
    assert.ok(answer.total_count > 0);
    assert.equal(answer.results.length, Math.min(3, answer.total_count));
    assert.equal(answer._links, undefined);
});

test('an unknown dataset is a NotFoundError with a message', async () => {
    const call = client.get(fromCatalog().dataset('does-not-exist').records());
    await assert.rejects(call, (error) => {
        assert.ok(error instanceof NotFoundError, error.constructor.name);
        assert.equal(error.details.error_code, 'NotFoundResource');
        assert.equal(error.details.message, 'The requested dataset does-not-exist does not exist.');
        return true;
    });
});

test('a wrong clause is a UserError', async () => {
    const call = client.get(fromCatalog().dataset(dataset).records().where('len(f) = 2'));
    await assert.rejects(call, (error) => {
        assert.ok(error instanceof UserError, error.constructor.name);
        assert.equal(error.response.status, 400);
        assert.match(error.details.error_code, /^ODSQL/);
        return true;
    });
});

test('facets can be listed and refined', async () => {
    const facets = () => fromCatalog().dataset(dataset).facets();
    const all = await client.get(facets().facet(facet));
    assert.equal(all.facets[0].name, facet);
    const [value] = all.facets[0].facets;
    assert.ok(value.count > 0);
    const refined = await client.get(facets().refine(`\`${facet}\`:${value.value}`).facet(facet));
    const state = refined.facets[0].facets.find((other) => other.value === value.value);
    assert.deepEqual([state.state, state.count], ['refined', value.count]);
});

test('an export is an array', async () => {
    const rows = await client.get(fromCatalog().dataset(dataset).export('json').limit(10000));
    assert.ok(Array.isArray(rows) && rows.length > 0);
    const geojson = await client.get(fromCatalog().dataset(dataset).export('geojson').limit(5));
    assert.equal(geojson.type, 'FeatureCollection');
});

test('the entry point and one dataset answer', async () => {
    assert.ok(Array.isArray((await client.get(fromCatalog().itself())).links));
    const one = await client.get(fromCatalog().dataset(dataset).itself());
    assert.equal(one.dataset_id, dataset);
    assert.equal(typeof one.metas.default.title, 'string');
});

test('clauses that the client builds are understood', async () => {
    const records = () => fromCatalog().dataset(dataset).records();
    const grouped = await client.get(
        records().select('count(*) as n').groupBy(`\`${facet}\``).orderBy('-n').limit(2)
    );
    assert.ok(grouped.results[0].n >= grouped.results[grouped.results.length - 1].n);
    assert.ok(facet in grouped.results[0]);
    const [first] = (await client.get(records().where(`\`${facet}\` is not null`).limit(1))).results;
    const value = Array.isArray(first[facet]) ? first[facet][0] : first[facet];
    const equal = await client.get(records().where(`${field(facet)}=${string(value)}`).limit(1));
    assert.ok(equal.total_count > 0);
    const modified = await client.get(
        fromCatalog().datasets().where(`modified < ${dateTime(new Date('2100-01-01T00:00:00Z'))}`)
    );
    assert.ok(modified.total_count > 0);
});
