import { CirclePlay, FileInput, Plus, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { useSession, whyUnchangeable, whyUnreadable } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { useFocusOn } from '../ui/use-focus-back.ts';
import { EmptyState } from '../ui/view-state.tsx';
import { openFiling, openInject, showView } from '../workspace.ts';
import { addSampleFlows } from './sample-flows.ts';

/** A table without flows, and ways to get some. */
export function EmptyTable() {
  const isSandbox = useSession((session) => session.targetId === 'sandbox');
  const changeProblem = useSession(whyUnchangeable);
  const readProblem = useSession(whyUnreadable);
  useFocusOn();
  const [isAdding, setIsAdding] = useState(false);
  const add = async () => {
    setIsAdding(true);
    await addSampleFlows();
    setIsAdding(false);
  };
  const inject = (
    <>
      <Button icon={Plus} disabledReason={changeProblem} onClick={() => openInject()}>
        {isSandbox ? 'Inject your own…' : 'Inject flow…'}
      </Button>
      <Button icon={FileInput} disabledReason={readProblem} onClick={() => openFiling('import')}>
        Import a file…
      </Button>
    </>
  );
  if (!isSandbox) {
    return (
      <EmptyState title="This table holds no flows" actions={inject}>
        <p>Connections show up here as soon as the kernel tracks their first packet.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="The sandbox is empty"
      actions={
        <>
          <Button
            tone="primary"
            icon={Sparkles}
            disabled={isAdding}
            disabledReason={changeProblem}
            onClick={() => void add()}
          >
            Add sample flows
          </Button>
          {inject}
          <Button icon={CirclePlay} onClick={() => showView('demos')}>
            See demonstrations
          </Button>
        </>
      }
    >
      <p>
        It is a real kernel table in a network namespace of its own: nothing that happens here reaches this
        machine’s connections. The samples cover every protocol, both families, translation and several zones.
      </p>
    </EmptyState>
  );
}
