import { toInspectorError } from '../../shared/errors.ts';
import { sampleFlows } from '../../shared/samples.ts';
import { call, sessionStore } from '../session.ts';
import { formatCount, formatQuantity } from '../ui/format.ts';
import { notify, notifyFailure } from '../ui/notifications.ts';

/** Fills an empty table with flows to look around in, made from the person's settings. */
export async function addSampleFlows(): Promise<void> {
  const { targetId, target } = sessionStore.getState();
  try {
    const { values } = await call('settings.read', {});
    const specs = sampleFlows(values, target?.sysctls ?? {});
    const outcomes = await call('flows.inject', { targetId, specs });
    const refused = outcomes.flatMap((outcome) => (outcome.outcome === 'refused' ? [outcome.error] : []));
    const created = outcomes.filter(({ outcome }) => outcome === 'created').length;
    const [first] = refused;
    if (first === undefined) {
      notify({ tone: 'ok', title: `${formatQuantity(created, 'sample flow')} added` });
      return;
    }
    // A kernel need not know every protocol there is a sample of.
    const title = `${formatQuantity(created, 'sample flow')} added, ${formatCount(refused.length)} refused`;
    notify({ tone: created > 0 ? 'info' : 'bad', title, detail: `${first.message} ${first.hint ?? ''}` });
  } catch (thrown) {
    notifyFailure(toInspectorError(thrown, 'add sample flows').data);
  }
}
