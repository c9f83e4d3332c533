import { Tag } from '../ui/tag.tsx';
import styles from './inject-form.module.css';

interface FoldTitleProps {
  readonly title: string;
  /** Whether something behind the fold is not as it was at first. */
  readonly set: boolean;
}

/** The title of a fold, which tells of what it hides. */
export function FoldTitle({ title, set }: FoldTitleProps) {
  return (
    <>
      {title}
      {set && (
        <span className={styles.set}>
          <Tag tone="ok">set</Tag>
        </span>
      )}
    </>
  );
}
