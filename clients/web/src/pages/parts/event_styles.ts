import { addStyles } from '../../parts/late_styles.ts';
import styles from './events.css?url';

/** Imported by whatever shows events, for its effect. */
addStyles(styles);
