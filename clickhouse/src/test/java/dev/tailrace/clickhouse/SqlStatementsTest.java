package dev.tailrace.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlStatementsTest {
  @Test
  void semicolon_endsAStatement() {
    assertThat(SqlStatements.of("SELECT 1; SELECT 2 ;\n\n;"))
        .containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void semicolonInQuotes_doesNot() {
    assertThat(
            SqlStatements.of(
                """
                SELECT 'a;b', 'it''s; here', 'back\\'s;lash', "c;d", `e;``f`;
                SELECT 2
                """))
        .containsExactly(
            "SELECT 'a;b', 'it''s; here', 'back\\'s;lash', \"c;d\", `e;``f`", "SELECT 2");
  }

  @Test
  void heredoc_isOneString() {
    assertThat(SqlStatements.of("SELECT $x$ it's; 1 $y$ $x$, $$;$$; SELECT 2"))
        .containsExactly("SELECT $x$ it's; 1 $y$ $x$, $$;$$", "SELECT 2");
  }

  @Test
  void comments_goAway() {
    assertThat(
            SqlStatements.of(
                """
                -- one; two
                SELECT 1 -- it's
                    /* ; ' */ + 2; -- the end\
                """))
        .containsExactly("SELECT 1 + 2");
  }

  @Test
  void commentMarkersInStrings_stay() {
    assertThat(SqlStatements.of("SELECT '--', '/*', 5 - -1;"))
        .containsExactly("SELECT '--', '/*', 5 - -1");
  }

  @Test
  void whiteSpaceInStrings_stays() {
    assertThat(SqlStatements.of("SELECT   'a  b'\n\tFROM x"))
        .containsExactly("SELECT 'a  b' FROM x");
  }

  @Test
  void openString_isRefusedWithItsLine() {
    assertThatThrownBy(() -> SqlStatements.of("SELECT 1;\nSELECT 'abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the text in ' that begins in line 2 has no end");
  }

  @Test
  void openComment_isRefused() {
    assertThatThrownBy(() -> SqlStatements.of("/* abc")).hasMessageContaining("comment");
  }
}
