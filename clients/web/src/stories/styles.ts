import { addStyles } from '../parts/late_styles.ts';
import styles from './stories.css?url';

/** Imported with the pages, for its effect. */
addStyles(styles);
