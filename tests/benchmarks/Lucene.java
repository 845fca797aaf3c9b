// Lucene in a process of its own, for tests/benchmarks/engine.py: passages and questions as lines of terms between
// blanks, BM25 with the same k1 and b, one segment, one thread.
//
//     java -cp lucene-core.jar tests/benchmarks/Lucene.java FOLDER 10 2.0
//
// FOLDER holds passages.txt and questions.txt. Says {"version", "build_s", "bytes", "resident"} as JSON once all is
// indexed and every question was asked for so many seconds; then, for each line "round SECONDS" that it reads, the
// nanoseconds of CPU that each question took.

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

class Lucene {
    static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    // The terms of a line, as they are: lucene-core alone has no analyzer of blanks.
    static class Terms extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final StringTokenizer rest;

        Terms(String line) {
            rest = new StringTokenizer(line, " ");
        }

        @Override
        public boolean incrementToken() {
            clearAttributes();
            if (!rest.hasMoreTokens()) return false;
            term.append(rest.nextToken());
            return true;
        }
    }

    static void index(Path passages, Directory directory) throws Exception {
        FieldType kind = new FieldType();
        kind.setTokenized(true);
        kind.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        kind.freeze();
        IndexWriterConfig settings = new IndexWriterConfig(null);
        settings.setSimilarity(new BM25Similarity(1.5f, 0.75f));
        settings.setRAMBufferSizeMB(1000);
        try (IndexWriter writer = new IndexWriter(directory, settings); Stream<String> lines = Files.lines(passages)) {
            for (String line : (Iterable<String>) lines::iterator) {
                Document document = new Document();
                document.add(new Field("text", new Terms(line), kind));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
    }

    // CPU nanoseconds of each question, as many as begin within so many seconds.
    static List<Long> timed(IndexSearcher searcher, List<String> questions, int top, double seconds) throws Exception {
        List<Long> spent = new ArrayList<>();
        long until = CLOCK.getCurrentThreadCpuTime() + (long) (seconds * 1e9);
        for (String question : questions) {
            String[] terms = question.split(" ");
            long began = CLOCK.getCurrentThreadCpuTime();
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            for (String term : terms) any.add(new TermQuery(new Term("text", term)), BooleanClause.Occur.SHOULD);
            Query query = any.build();
            searcher.search(query, top);
            long ended = CLOCK.getCurrentThreadCpuTime();
            spent.add(ended - began);
            if (ended > until) break;
        }
        return spent;
    }

    static long resident() throws Exception {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]), place = Files.createTempDirectory(folder, "lucene");
        int top = Integer.parseInt(arguments[1]);
        double warmed = Double.parseDouble(arguments[2]);
        List<String> questions = Files.readAllLines(folder.resolve("questions.txt"));
        long held = resident(), began = CLOCK.getCurrentThreadCpuTime();
        Directory directory = new MMapDirectory(place);
        index(folder.resolve("passages.txt"), directory);
        double built = (CLOCK.getCurrentThreadCpuTime() - began) / 1e9;
        long bytes = 0;
        for (String file : directory.listAll()) bytes += directory.fileLength(file);
        IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
        searcher.setSimilarity(new BM25Similarity(1.5f, 0.75f));
        searcher.setQueryCache(null);
        for (long until = CLOCK.getCurrentThreadCpuTime() + (long) (warmed * 1e9); CLOCK.getCurrentThreadCpuTime() < until; )
            timed(searcher, questions, top, warmed);
        System.out.printf("{\"version\": \"%s\", \"build_s\": %f, \"bytes\": %d, \"resident\": %d}%n",
            Version.LATEST, built, bytes, resident() - held);
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine())
            System.out.println(timed(searcher, questions, top, Double.parseDouble(lines.nextLine().split(" ")[1])));
    }
}
