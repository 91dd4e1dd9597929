import { expect, test } from 'vitest';
import { familiesOf } from '../../../src/render/metrics/families.ts';
import { createExposition } from '../../../src/world/metrics/exposition.ts';
import { aSource } from '../../render/metrics/numbers.ts';

test('every scrape shows what is so then; ticks add up in between', async () => {
  let source = aSource();
  const exposition = createExposition({ repository: 'acme/api', readFamilies: () => familiesOf(source) });
  exposition.ticked(0.02);
  const first = await exposition.scrape();
  expect(first.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(first.text).toContain('\ncoordinator_tasks{state="completed",repository="acme/api"} 901\n');
  expect(first.text).toContain(
    '\ncoordinator_attempt_duration_seconds_bucket{le="60",repository="acme/api",outcome="other"} 2\n',
  );
  expect(first.text).toContain('\ncoordinator_tick_duration_seconds_count{repository="acme/api"} 1\n');
  exposition.ticked(7);
  source = aSource({
    limit: null,
    breakers: [],
    tallies: { ...source.tallies, taskCounts: new Map(), attempts: [] },
  });
  const { text } = await exposition.scrape();
  expect(text).toContain('\ncoordinator_tasks{state="completed",repository="acme/api"} 0\n');
  expect(text).toContain('\ncoordinator_tick_duration_seconds_bucket{le="5",repository="acme/api"} 1\n');
  expect(text).toContain('\ncoordinator_tick_duration_seconds_count{repository="acme/api"} 2\n');
  expect(text).toContain(
    'coordinator_attempt_duration_seconds_count{repository="acme/api",outcome="completed"} 0',
  );
  // What is not known is not there at all.
  expect(text).not.toContain('coordinator_github_rate_limit_remaining');
  expect(text).not.toContain('coordinator_breaker_open');
});
