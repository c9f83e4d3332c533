import type { ErrorData } from '../../shared/errors.ts';
import { ErrorFacts } from '../ui/view-state.tsx';

/** Why something could not be done at all. */
export function Failure({ error }: { readonly error: ErrorData }) {
  return (
    <div role="alert">
      <p>{error.message}</p>
      <ErrorFacts error={error} />
    </div>
  );
}
