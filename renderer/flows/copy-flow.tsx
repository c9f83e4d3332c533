import { ChevronDown, Copy } from 'lucide-react';
import { useRef } from 'react';
import type { Flow } from '../../shared/flow.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/clipboard.ts';
import { Popover, type PopoverHandle } from '../ui/popover.tsx';
import styles from './copy-flow.module.css';
import { copyForms, textOf } from './copy-forms.ts';

/** Puts a flow on the clipboard in one of several forms. */
export function CopyFlow({ flow }: { readonly flow: Flow | null }) {
  const popover = useRef<PopoverHandle>(null);
  const forms = copyForms.map((form) => ({ name: `as ${form.name}`, text: flow && textOf(form, flow) }));
  return (
    <Popover
      label="Copy flow"
      align="end"
      handle={popover}
      quiet
      buttonClass={styles.opener}
      button={
        <>
          <Copy size={14} aria-hidden /> Copy <ChevronDown size={14} aria-hidden />
        </>
      }
    >
      <ul className={styles.forms}>
        {forms.map(({ name, text }) => (
          <li key={name}>
            <Button
              tone="ghost"
              className={styles.form}
              disabled={text === null}
              onClick={() => {
                popover.current?.close();
                if (text !== null) void copyText(text, name);
              }}
            >
              {name}
            </Button>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
