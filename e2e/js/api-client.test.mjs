// Does the official JavaScript client work unchanged? Against the portal named by PORTICO_TEST_URL, else a demo of its own.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { startPortal } from './harness.mjs';

// The package's ES build imports itself without a file ending, so Node takes its CommonJS build.
const {
    ApiClient,
    AuthenticationError,
    NotFoundError,
    UserError,
    all,
    date,
    dateFromIsoString,
    dateTime,
    exactMatch,
    field,
    fromCatalog,
    fromMonitoring,
    list,
    lower,
    not,
    one,
    string,
    textSearch,
    textStartWith,
    textSuggest,
} = createRequire(import.meta.url)('@opendatasoft/api-client');

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

test('every builder of conditions is understood, and each means what it says', async () => {
    const records = () => fromCatalog().dataset(dataset).records();
    const count = async (where) => (await client.get(records().where(where).limit(0))).total_count;
    const present = `${field(facet)} is not null`;
    const [first] = (await client.get(records().where(present).limit(1))).results;
    const value = String(Array.isArray(first[facet]) ? first[facet][0] : first[facet]);
    const everything = await count('1 = 1');
    const exact = await count(exactMatch(facet, value));
    assert.ok(exact > 0);
    assert.equal(await count(all(exactMatch(facet, value), null, present)), exact);
    assert.equal(await count(one(exactMatch(facet, value), 'false')), exact);
    assert.equal((await count(not(exactMatch(facet, value)))) + exact, everything);
    assert.ok((await count(textSearch(value, [facet]))) > 0);
    assert.ok((await count(textSearch(value))) > 0);
    assert.ok((await count(textStartWith(value.slice(0, 2), [facet]))) > 0);
    assert.ok((await count(textSuggest(value.slice(0, 2), [facet]))) > 0);
    assert.equal(await count(`${lower(field(facet))} = ${string(value.toLowerCase())}`) > 0, true);
    const awkward = 'it\'s "quoted" \\ and `odd`';
    assert.equal(await count(`${field(facet)} = ${string(awkward)}`), 0);
});

test('dates that the client writes are read', async () => {
    const modified = async (text) => (await client.get(fromCatalog().datasets().where(`modified > ${text}`).limit(0))).total_count;
    const datasets = (await client.get(fromCatalog().datasets().limit(0))).total_count;
    for (const text of [date({ year: 1900 }), date({ year: 1900, month: 2 }), date({ year: 1900, month: 2, day: 3 })]) {
        assert.equal(await modified(text), datasets, text);
    }
    assert.equal(await modified(dateFromIsoString('2100-01-01')), 0);
});

test('lists of columns, groups and orders are understood', async () => {
    const query = fromCatalog()
        .dataset(dataset)
        .records()
        .select(list('count(*) as n', '1 as one'))
        .groupBy(`${field(facet)} as key`)
        .orderBy(list('n desc', 'key'))
        .limit(3)
        .offset(1)
        .lang('fr')
        .timezone('Europe/Paris');
    const { results } = await client.get(query);
    assert.deepEqual(Object.keys(results[0]).sort(), ['key', 'n', 'one']);
    const ungrouped = await client.get(query.unset('group_by').unset('order_by').select('count(*) as n').limit(1).offset(0));
    assert.equal(ungrouped.results.length, 1);
});

test('a query is made from another one', async () => {
    const query = fromCatalog().datasets().where('records_count > 0').orderBy('title').limit(1);
    const first = await client.get(query);
    const second = await client.get(query.offset((at) => Number(at ?? 0) + 1));
    assert.equal(first.total_count, second.total_count);
    assert.notEqual(first.results[0].dataset_id, second.results[0]?.dataset_id);
    const narrow = await client.get(query.where((current) => all(current, `dataset_id = ${string(dataset)}`)));
    assert.deepEqual([narrow.total_count, narrow.results[0].dataset_id], [1, dataset]);
});

test('facets of the catalog can be listed, refined and excluded', async () => {
    const listed = await client.get(fromCatalog().facets());
    assert.ok(listed.links.some((link) => link.rel === 'self'));
    const publishers = (await client.get(fromCatalog().facets().facet('publisher'))).facets[0];
    assert.equal(publishers.name, 'publisher');
    const [{ value, count }] = publishers.facets;
    const all = (await client.get(fromCatalog().datasets().limit(0))).total_count;
    const refined = await client.get(fromCatalog().datasets().refine(`publisher:${value}`).limit(0));
    const excluded = await client.get(fromCatalog().datasets().exclude(`publisher:${value}`).limit(0));
    assert.deepEqual([refined.total_count, excluded.total_count], [count, all - count]);
});

test('one record and one dataset are the rows of their listings', async () => {
    const records = fromCatalog().dataset(dataset).records().limit(1).set('include_app_metas', 'true');
    const [row] = (await client.get(records)).results;
    const record = await client.get(fromCatalog().dataset(dataset).record(row._id).set('include_app_metas', 'true'));
    assert.deepEqual(record, row);
    const [listed] = (await client.get(fromCatalog().datasets().where(`dataset_id = ${string(dataset)}`))).results;
    assert.deepEqual(await client.get(fromCatalog().dataset(dataset).itself()), listed);
});

test('the catalog is exported as an array of its datasets', async () => {
    const rows = await client.get(fromCatalog().export('json'));
    const { total_count } = await client.get(fromCatalog().datasets().limit(0));
    assert.equal(rows.length, total_count);
    assert.ok(rows.every((row) => typeof row.dataset_id === 'string'));
});

test('a key that is nobody’s is an AuthenticationError, a source that is not here a NotFoundError', async () => {
    const stranger = new ApiClient({ domain, apiKey: 'nobody' });
    await assert.rejects(stranger.get(fromCatalog().datasets()), (error) => {
        assert.ok(error instanceof AuthenticationError, error.constructor.name);
        assert.equal(error.details.error_code, 'InvalidApiKey');
        return true;
    });
    await assert.rejects(client.get(fromMonitoring().datasets()), NotFoundError);
    await assert.rejects(client.get(fromCatalog().dataset(dataset).record('no-such-record')), NotFoundError);
    await assert.rejects(client.get(fromCatalog().dataset(dataset).export('docx')), NotFoundError);
});

test('a refusal says where and what would be right', async () => {
    const call = client.get(fromCatalog().dataset(dataset).records().where(`${facet}x = 1`));
    await assert.rejects(call, (error) => {
        assert.ok(error instanceof UserError, error.constructor.name);
        assert.match(error.details.message, /Unknown field/);
        assert.deepEqual(error.details.position.clause, 'where');
        assert.ok(error.details.hint.includes(facet), error.details.hint);
        return true;
    });
    await assert.rejects(client.get(fromCatalog().dataset(dataset).records().limit(101)), UserError);
});
