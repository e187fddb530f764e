/** What opens behind an address of insights. */
import { addStyles } from '../parts/late_styles.ts';
import styles from './insights.css?url';

addStyles(styles);

export { default as InsightsPage } from './insights_page.tsx';
