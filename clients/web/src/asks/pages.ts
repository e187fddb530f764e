/** All pages of Asks, which are fetched together: whoever is in need should not wait at each step. */
import { addStyles } from '../parts/late_styles.ts';
import styles from './asks.css?url';

addStyles(styles);

export { default as AskFormPage } from './ask_form_page.tsx';
export { AsksBeside as Beside } from './ask_lists.tsx';
export { default as AskPage } from './ask_page.tsx';
export { default as BoardPage } from './board_page.tsx';
export { default as ConcernsPage } from './concerns_page.tsx';
export { default as ListPage } from './list_page.tsx';
export { default as NamesPage } from './names_page.tsx';
export { default as NewPage } from './new_page.tsx';
export { default as TalkPage } from './talk_page.tsx';
