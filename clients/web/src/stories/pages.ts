/** All pages of Stories and Suggestions, in one file: whoever reads one soon reads another. */
import './styles.ts';

export { default as LibraryPage } from './library_page.tsx';
export { default as StoryPage } from './story_page.tsx';
export { default as SuggestionPage } from './suggestion_page.tsx';
export { default as SuggestionsPage } from './suggestions_page.tsx';
export { default as WritePage } from './write_page.tsx';
export { default as WriteSuggestionPage } from './write_suggestion_page.tsx';
